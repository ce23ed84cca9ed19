/**
 * What an error says. Node's for a name with several addresses (`localhost` is ::1 and 127.0.0.1) says nothing itself:
 * then what those in it say.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
