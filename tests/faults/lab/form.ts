/** The full form repeats more and waits longer (docs/reliability.md). */
export const IS_FULL = process.env.BELFRY_FAULT_FORM === 'full';

/** One of two values, by the form of the run. */
export function inForm<T>(short: T, full: T): T {
  return IS_FULL ? full : short;
}

/** How many processes a test kills; BELFRY_FAULT_KILLS sets it for every such test. */
export function killCount(short: number, full: number): number {
  const given = Number(process.env.BELFRY_FAULT_KILLS);
  return Number.isInteger(given) && given > 0 ? given : inForm(short, full);
}
