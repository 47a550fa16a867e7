import type { Project } from "./project.ts";

/** A calculation that is done once for each project, however many of its units ask for it. */
export function perProject<T>(calculate: (project: Project) => T): (project: Project) => T {
  const known = new WeakMap<Project, { readonly value: T }>();
  return (project) => {
    let found = known.get(project);
    if (found === undefined) {
      found = { value: calculate(project) };
      known.set(project, found);
    }
    return found.value;
  };
}

/** The same for a calculation about something in a project, such as one of its calls. */
export function perProjectAnd<K extends object, T>(
  calculate: (key: K, project: Project) => T,
): (key: K, project: Project) => T {
  const known = perProject(() => new WeakMap<K, { readonly value: T }>());
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
