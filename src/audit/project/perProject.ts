import type { Project } from "./project.ts";

/** A calculation that is done once for each project, however many of its units ask for it. */
export function perProject<T>(calculate: (project: Project) => T): (project: Project) => T {
  return (project) => {
    let found = project.known.get(calculate) as { readonly value: T } | undefined;
    if (found === undefined) {
      found = { value: calculate(project) };
      project.known.set(calculate, found);
    }
    return found.value;
  };
}

/** The same for a calculation about something in a project, such as one of its calls. */
export function perProjectAnd<K extends object, T>(
  calculate: (key: K, project: Project) => T,
): (key: K, project: Project) => T {
  const known = perProject(() => new Map<K, { readonly value: T }>());
  return (key, project) => {
    const ofProject = known(project);
    let found = ofProject.get(key);
    if (found === undefined) {
      found = { value: calculate(key, project) };
      ofProject.set(key, found);
    }
    return found.value;
  };
}
