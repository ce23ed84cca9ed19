/** What Postgres can keep of a text: a NUL and half of an emoji (a lone surrogate) become U+FFFD. @param most characters */
export function storableText(text: string, most = Number.POSITIVE_INFINITY): string {
  return text.slice(0, most).toWellFormed().replaceAll('\0', '\ufffd');
}
