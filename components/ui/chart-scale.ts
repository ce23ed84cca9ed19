/** A top of the axis that divides into round steps: niceTicks(87, 4) → [0, 25, 50, 75, 100]. Whole numbers only. */
export function niceTicks(max: number, wanted: number): number[] {
  const raw = Math.max(1, max) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power);
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  const count = Math.max(1, Math.ceil(max / whole));
  return Array.from({ length: count + 1 }, (_, index) => index * whole);
}

/** An SVG path through the points, straight between them. */
export function linePath(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
