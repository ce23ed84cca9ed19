// What a secret looks like wherever it stands: in a message, an address, an error's text, a value under another name.
const SHAPES: [RegExp, string][] = [
  // User and password of any address, up to its last @; of a store's also when they hold a slash, which they may not.
  [/\b((?:postgres(?:ql)?|rediss?):\/\/)[^\s"\\,]*@/gi, '$1[redacted]@'],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"\\/]*@/gi, '$1[redacted]@'],
  // An endpoint is a secret, and so is a token in a path; whose it is may be said.
  [/\b(https?:\/\/[^\s"\\/?#]+)[/?#][^\s"\\]*/gi, '$1/[redacted]'],
  [/\b(Bearer|vapid t=|Basic)\s*[^\s"\\,]+/gi, '$1 [redacted]'],
  // Cookies and header lines.
  [/\b((?:__Host-|__Secure-)?next-auth\.[a-z-]+=)[^\s"\\;]+/gi, '$1[redacted]'],
  [/\b((?:set-)?cookie:)[^"\\\n]+/gi, '$1 [redacted]'],
  // Addresses of people, as they are or in an address of the web.
  [/(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi, '[redacted]'],
  // What webhooks are signed with; base64, whose slashes would cut it into short pieces.
  [/\bwhsec_[\w+/=]+/g, 'whsec_[redacted]'],
  // API keys: prefix, id, secret.
  [/\b(bk_[0-9a-z]{4,20})\.[\w-]{16,}/g, '$1.[redacted]'],
  // Tokens of three to five parts (RFC 7519, 7516).
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}/g, '[redacted]'],
  // 32 bytes and more in base64url: keys of every kind. Words and file names do not mix all three so long.
  [/(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,}/g, '[redacted]'],
];

/** An escape of JSON stays as it is and ends a word: the n of a new line belongs to no secret. */
const ESCAPE = /(\\(?:u[\da-f]{4}|.))/i;

/**
 * A text without what looks like a secret. Works on JSON lines too: it neither takes nor adds quotes and backslashes.
 * @param names of fields whose string values are taken out as well, at any depth of the JSON in `text`
 */
export function scrub(text: string, names?: RegExp): string {
  const named = names ? text.replace(names, '"$1":"[redacted]"') : text;
  const pieces = named.split(ESCAPE);
  return pieces
    .map((piece, i) => (i % 2 ? piece : SHAPES.reduce((rest, [shape, by]) => rest.replace(shape, by), piece)))
    .join('');
}
