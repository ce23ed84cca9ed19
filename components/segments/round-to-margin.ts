/** An estimate has no more digits than it knows. @param margin null for an exact number */
export function roundToMargin(value: number, margin: number | null): number {
  if (margin === null || margin < 10) return value;
  const step = 10 ** (Math.floor(Math.log10(margin)) - 1);
  return Math.round(value / step) * step;
}
