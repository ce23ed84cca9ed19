/** What the server says is wrong with a rule, as a sentence; empty when it is something else. */
export function ruleProblem(fields: Record<string, string> | undefined): string {
  const [path, message] = Object.entries(fields ?? {}).find(([path]) => path !== 'name') ?? [];
  if (message === undefined) return '';
  return path === '' || path === 'rule' ? `The rule ${message}.` : `A part of the rule ${message}.`;
}
