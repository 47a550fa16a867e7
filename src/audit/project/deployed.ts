import type { Place } from "../result.ts";
import { DEPLOY_FILES, SERVERS } from "../tables/dashboards.ts";
import { placeOf, type Project } from "./project.ts";
import { externals } from "./search.ts";

/** What shows that a project runs as a service; undefined for a library, a command or a notebook. */
export function deployedBy(project: Project): (Place & { readonly what: string }) | undefined {
  const config = project.configs.find(({ path }) => DEPLOY_FILES.test(path) && isOf(path, project));
  if (config !== undefined) return { file: config.path, line: 1, what: "is deployed by this file" };
  const [server] = externals(project, ...SERVERS);
  if (server !== undefined) return { ...placeOf(server.file, server.call), what: "starts a server" };
  const route = [...project.files.values()].find(({ path }) =>
    /(?:^|\/)(?:app|pages)\/(?:.*\/)?(?:route|api\/.*)\.[jt]sx?$/.test(path),
  );
  return route && { file: route.path, line: 1, what: "is a route of a server" };
}

const isOf = (path: string, { root }: Project): boolean =>
  root === "" || path.startsWith(`${root}/`) || !path.includes("/");
