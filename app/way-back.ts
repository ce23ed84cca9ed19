const BASE = 'http://dashboard.invalid';

/**
 * Where a person wanted to go before they were asked to sign in. The address comes from outside, so that anything but a
 * page of the dashboard is its first page.
 * @param to path and query
 */
export function wayBack(to: unknown): string {
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to) || !URL.canParse(to, BASE)) return '/';
  const { origin, pathname, search } = new URL(to, BASE);
  // The parser takes backslashes, tabs and dots away: what it has made of them is looked at.
  if (origin !== BASE || /^\/(\/|api\/|sign-in|welcome)/.test(pathname)) return '/';
  return pathname + search;
}

/** The address of the sign-in that leads back to this page. */
export function signInAddress(path: string | null): string {
  const to = wayBack(path);
  return to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
}
