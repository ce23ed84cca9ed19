import type { Store } from '../shared/store';

/** Ten seconds on a page send what has gathered; pages that are only passed through go with the next. */
const QUIET_MS = 10_000;
/** As the server takes them in one request. */
const MOST_PATHS = 20;
const LONGEST_PATH = 255;

declare const navigation: EventTarget | undefined;

/**
 * Counts the pages that a subscribed visitor opens, by path alone. Loaded only on sites that have switched it on
 * (built as public/belfry-pages.js).
 * @param inTurn one at a time across tabs
 * @param send posts what has gathered; resolves to the answer's status, 0 when there was nobody to speak for
 */
export function watchPages(
  store: Store,
  inTurn: (task: () => Promise<unknown>) => Promise<unknown>,
  send: (pages: Record<string, number>) => Promise<number>,
): void {
  let timer: ReturnType<typeof setTimeout>;
  let last = '';
  const flush = () =>
    inTurn(async () => {
      const pages = await store('pages');
      if (!pages) return;
      const status = await send(pages);
      // A server that is busy or away gets them with the next page; what it refuses is not offered again.
      if (status < 500 && status !== 429) await store('pages', () => undefined);
    });
  const note = () => {
    const path = location.pathname;
    if (path === last || path.length > LONGEST_PATH) return;
    last = path;
    inTurn(() =>
      store('pages', (now = {}) =>
        now[path] || Object.keys(now).length < MOST_PATHS ? { ...now, [path]: (now[path] || 0) + 1 } : now,
      ),
    );
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  };
  note();
  // Single-page apps, where the browser tells of their navigations.
  if (typeof navigation !== 'undefined') navigation.addEventListener('navigatesuccess', note);
}
