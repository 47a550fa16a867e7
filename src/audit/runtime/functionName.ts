/** `agent.Agent.ask` is `ask`; undefined for what is no name, such as `<module>`. */
export function lastName(name: string | undefined): string | undefined {
  const last = name?.split(/[.:#/\s]+/).at(-1) ?? "";
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(last) ? last : undefined;
}
