import type { Page } from '@/lib/contracts/paging';

/** The clients of other services page by number. Further back than this, the walk would cost more than an export. */
export const MAX_OFFSET = 10_000;
const STEP = 200;

/**
 * The items from an offset on, of a list that is paged by key.
 * @param list one page of it
 */
export async function walkPages<T>(
  list: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
  offset: number,
  limit: number,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let seen = 0; seen < offset + limit; ) {
    const page = await list({ limit: Math.min(STEP, offset + limit - seen), cursor });
    found.push(...page.items.slice(Math.max(0, offset - seen)));
    seen += page.items.length;
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return found;
}
