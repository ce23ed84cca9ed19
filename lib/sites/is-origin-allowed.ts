/**
 * Whether a page of this origin may speak for the site. Exact: no wildcard, no sub-domain, never `null` (sandboxed
 * frames and files send it). A filter against strangers' pages, not authentication.
 * @param origin the Origin header
 */
export function isOriginAllowed(
  site: { allowedOrigins: readonly string[] },
  origin: string | null | undefined,
): boolean {
  return typeof origin === 'string' && origin !== 'null' && site.allowedOrigins.includes(origin);
}
