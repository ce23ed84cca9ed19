/** What a subscriber did with one message, as far as it tells when they are there. */
export interface Observation {
  /** On their clock, 0 to 23. */
  hour: number;
  /** CLICK_WEIGHT or SIGN_WEIGHT. */
  weight: number;
  /** Unix time, ms. */
  atMs: number;
}

/** A click is a person for certain, at the moment they had time. */
export const CLICK_WEIGHT = 3;
/** So is a message that is closed, but in passing; one that is shown late tells that the device was taken up then. */
export const SIGN_WEIGHT = 1;
/** Fewer messages that were reacted to make no habit. */
export const MIN_OBSERVATIONS = 3;
/** So many of them must lie within an hour of the best one: three at random hours are none either. */
const MIN_NEAR = 2;
/** Of fewer subscribers nothing is concluded for the others. */
export const MIN_SITE_SUBSCRIBERS = 20;

/**
 * The hour that stands out: each counts for itself and by half for its neighbours, so that 18:50 and 19:10 support each
 * other. Of equals the one with more of its own, then the one seen last, then the earlier.
 * @param weights by hour, 24
 * @param lastMs when each was seen last
 * @returns null when there is no weight at all
 */
export function bestHour(weights: readonly number[], lastMs: readonly number[] = []): number | null {
  const at = (hour: number) => weights[(hour + 24) % 24] ?? 0;
  const rank = (hour: number) => [at(hour) + (at(hour - 1) + at(hour + 1)) / 2, at(hour), lastMs[hour] ?? 0];
  const hours = weights.map((_, hour) => hour).filter((hour) => at(hour) > 0);
  return hours.sort((a, b) => compare(rank(b), rank(a)) || a - b)[0] ?? null;
}

/** A subscriber's hour, and whether it is enough for a time of their own; null: nothing was observed. */
export function ownHour(observations: readonly Observation[]): { hour: number; isOwn: boolean } | null {
  const weights = new Array<number>(24).fill(0);
  const lastMs = new Array<number>(24).fill(0);
  for (const { hour, weight, atMs } of observations) {
    weights[hour] = (weights[hour] ?? 0) + weight;
    lastMs[hour] = Math.max(lastMs[hour] ?? 0, atMs);
  }
  const hour = bestHour(weights, lastMs);
  if (hour === null) return null;
  const near = observations.filter((one) => [0, 1, 23].includes((one.hour - hour + 24) % 24));
  return { hour, isOwn: observations.length >= MIN_OBSERVATIONS && near.length >= MIN_NEAR };
}

/** The hour for those without one of their own: each subscriber of whom anything is known counts once. */
export function siteHour(subscribersByHour: readonly number[]): number | null {
  const count = subscribersByHour.reduce((sum, each) => sum + each, 0);
  return count < MIN_SITE_SUBSCRIBERS ? null : bestHour(subscribersByHour);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
