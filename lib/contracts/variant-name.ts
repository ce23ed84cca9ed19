/** A, B, C … by position. */
export function variantName(position: number): string {
  return String.fromCharCode(65 + position);
}
