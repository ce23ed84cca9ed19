/** SQL: the id that a row made at that instant (an SQL expression) would have, as `belfry_id()` makes them. */
export function idAt(instant: string): string {
  return `(((extract(epoch FROM ${instant}) * 1000)::bigint - 1767225600000) << 20)`;
}
