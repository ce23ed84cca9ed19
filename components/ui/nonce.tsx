'use client';

declare global {
  interface Window {
    /** Where `get-nonce` (inside Radix's scroll lock) looks for the nonce of the styles that it writes. */
    __webpack_nonce__?: string;
  }
}

// At load, before any dialog can open. The first document's nonce holds for as long as the document lives.
if (typeof document !== 'undefined') {
  window.__webpack_nonce__ = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
}

/** Hands the document's nonce to libraries that write a style element. Renders nothing. */
export function NonceForLibraries() {
  return null;
}
