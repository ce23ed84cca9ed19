/**
 * The one style that sonner writes into the page when it loads, which takes no nonce: first as an empty element, then
 * with its text. The test compares it with the package.
 */
const SONNER_STYLE_HASHES =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='";

interface PageSecurity {
  /** Base64, fresh for each answer. */
  nonce: string;
  /** React's error stacks in development need eval; production never gets it. */
  development: boolean;
  /** Whether browsers reach this server by https. */
  https: boolean;
}

/** The policy that a page of the dashboard runs under (CSP level 3). */
export function contentSecurityPolicy({ nonce, development }: PageSecurity): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}' ${SONNER_STYLE_HASHES}`,
    // Next's own tools write style elements in development; style attributes stay forbidden, so that ours are noticed.
    ...(development ? ["style-src-elem 'self' 'unsafe-inline'"] : []),
    // Previews show the customer's own icons and images, wherever they lie.
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Every security header of a dashboard page, names in lower case. */
export function pageSecurityHeaders(page: PageSecurity): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(page),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(page.https && { 'strict-transport-security': 'max-age=63072000' }),
  };
}
