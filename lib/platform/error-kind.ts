/** Codes of Node, Postgres (SQLSTATE) and Prisma that say: not now, try again. */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '25P03', // idle in a transaction for too long
  '08000',
  '08003',
  '08006',
  '53100', // disk full
  '53200',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2037', // no connection is left
  'P2028', // a transaction that was not begun or ended in time, and was undone
]);
/** Text that Postgres cannot store: NUL, or bytes that are not UTF-8. */
const UNSTORABLE = new Set(['22021', '22P05']);
const UNAVAILABLE_TEXT =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|is not queryable|DatabaseNotReachable|ConnectionClosed|TooManyConnections|SocketTimeout/;

export type ErrorKind = 'unavailable' | 'unstorable_text' | 'row_gone' | 'other';

/** What an error that is not ours means, read from its codes along the chain of causes. */
export function errorKind(error: unknown): ErrorKind {
  for (let part = error, depth = 0; typeof part === 'object' && part !== null && depth < 6; depth++) {
    const { code, originalCode, kind, message, cause } = part as Record<string, unknown>;
    for (const each of [code, originalCode]) {
      if (typeof each !== 'string') continue;
      if (UNAVAILABLE.has(each)) return 'unavailable';
      if (UNSTORABLE.has(each)) return 'unstorable_text';
      // Prisma: the row that was to be changed is not there (any more).
      if (each === 'P2025') return 'row_gone';
    }
    // Prisma keeps the SQLSTATE of an error that it does not know in the text alone (P2039).
    if (UNAVAILABLE.has(/Database error\. Code: `(\w{5})`/.exec(String(message))?.[1] ?? '')) return 'unavailable';
    if (UNAVAILABLE_TEXT.test(`${String(kind)} ${String(message)}`)) return 'unavailable';
    if (/invalid byte sequence for encoding|unsupported Unicode escape/.test(String(message))) return 'unstorable_text';
    part = cause;
  }
  return 'other';
}
