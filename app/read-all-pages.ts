const PAGE_SIZE = 200;
/** Of what is read while somebody waits. */
const MOST_PAGES = 50;

/** What a list has on all its pages; the first 10,000 of a longer one. */
export async function readAllPages<Item>(
  readPage: (at: {
    cursor: string | undefined;
    limit: number;
  }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, nextCursor } = await readPage({ cursor, limit: PAGE_SIZE });
    found.push(...items);
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  return found;
}
