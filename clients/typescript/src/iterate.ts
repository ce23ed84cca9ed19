import type { Client, RequestOptions } from './client.js';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type List<I, T> = (client: Client, input: I, options?: RequestOptions) => Promise<Page<T>>;

/**
 * Every entry of a list, page by page as it is read:
 * `for await (const subscriber of iterate(listSubscribers, belfry, { siteId })) …`
 * With `fields` it needs to be told which: `iterate(listSubscribers<'id' | 'tags'>, belfry, { siteId, fields: ['id', 'tags'] })`
 */
export async function* iterate<I extends { cursor?: string | undefined } | undefined, T>(
  list: List<I, T>,
  client: Client,
  input: NoInfer<I>,
  options?: RequestOptions,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | null | undefined = input?.cursor;
  do {
    const page: Page<T> = await list(client, { ...input, cursor } as I, options);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
