/** A text as LIKE finds it as it is written: its own wildcards are none. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
