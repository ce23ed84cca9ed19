/**
 * The values of a list from elsewhere: the lines of a column, the cells of a row, or what commas or semicolons part. What
 * has lines may have commas in them.
 */
export function splitPasted(text: string): string[] {
  const separator = /[\n\r\t]/.test(text.trim()) ? /[\n\r\t]+/ : /[,;]/;
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
}
