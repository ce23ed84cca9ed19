'use client';

declare global {
  interface Window {
    /** Where `get-nonce` (inside Radix's scroll lock) looks for the nonce of the styles that it writes. */
    __webpack_nonce__?: string;
    /** Where zod keeps its settings, whichever bundle it comes in. */
    __zod_globalConfig?: { jitless?: boolean };
  }
}

// At load, before any dialog can open. The first document's nonce holds for as long as the document lives.
if (typeof document !== 'undefined') {
  window.__webpack_nonce__ = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  // Else it tries whether it may make code out of text, and the browser reports that the page's policy forbids it.
  window.__zod_globalConfig ??= {};
  window.__zod_globalConfig.jitless = true;
}

/** Hands the document's nonce to libraries that write a style element. Renders nothing. */
export function NonceForLibraries() {
  return null;
}
