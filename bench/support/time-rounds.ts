const ROUNDS = 9;

export interface Rounds<T> {
  result: T;
  medianMs: number;
  worstMs: number;
}

/** The work nine times, after one that reads what is not in memory yet. */
export async function timeRounds<T>(work: () => Promise<T>): Promise<Rounds<T>> {
  let result = await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    result = await work();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return { result, medianMs: times[Math.floor(ROUNDS / 2)] ?? 0, worstMs: times.at(-1) ?? 0 };
}
