import pg from 'pg';
import { expect } from 'vitest';
import { planOf, readCount } from '../support/plan-of';
import { isLarge } from './bounded-tables';

/** A page, what a filter that one in ten meets skips over, and the newest 3,000 that known values are taken from. */
const MOST_READ = 3_100;

interface Statement {
  text: string;
  values: unknown[];
}

interface ConnectedClient {
  connectionParameters: { options?: string };
}

let recorded: Statement[] | null = null;
const send = pg.Client.prototype.query;
pg.Client.prototype.query = function record(this: pg.Client, ...args: unknown[]) {
  const [first, second] = args;
  const { text, values } =
    typeof first === 'string' ? { text: first, values: second } : (first as { text: string; values?: unknown });
  // The queue's own connections: it keeps its tables in a schema of its own, and looks after them itself.
  const isQueue = (this as unknown as ConnectedClient).connectionParameters.options?.includes('search_path');
  if (!isQueue && /^\s*(select|with|update|delete)\b/i.test(text)) {
    recorded?.push({ text, values: Array.isArray(values) ? values : [] });
  }
  return Reflect.apply(send, this, args);
} as typeof send;

/** What went to the database meanwhile, by our pools or by Prisma's. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  recorded = [];
  try {
    await work();
    return recorded;
  } finally {
    recorded = null;
  }
}

/**
 * Scans of large tables by what a page asks the database, statement by statement, whoever sends it.
 * @param mostRead rows of one large table, by one statement
 */
export async function problemsOf(work: () => Promise<unknown>, mostRead = MOST_READ): Promise<string[]> {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  const problems: string[] = [];
  for (const { text, values } of statements) {
    for (const node of await planOf(text, values)) {
      const table = node['Relation Name'];
      if (table === undefined || !isLarge(table)) continue;
      const type = node['Node Type'];
      const isScan = type === 'Seq Scan' && readCount(node) > 0;
      if (isScan || readCount(node) > mostRead) {
        problems.push(`${type} of ${table} reads ${readCount(node)} rows: ${text.replace(/\s+/g, ' ').slice(0, 400)}`);
      }
    }
  }
  return problems;
}
