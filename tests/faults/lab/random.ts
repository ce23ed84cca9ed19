import { createHash, randomInt } from 'node:crypto';
import { expect, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    faultSeed: number;
  }
}

/** The seed of the whole run: BELFRY_FAULT_SEED, or a new one that is printed. */
export function chooseSeed(): number {
  const given = Number(process.env.BELFRY_FAULT_SEED);
  return Number.isInteger(given) && given > 0 ? given : randomInt(1, 2 ** 31);
}

export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
}

/** Numbers that follow from the run's seed and the test's name, whatever else runs beside it. */
export function seededRandom(): Random {
  const name = expect.getState().currentTestName ?? '';
  // mulberry32 (public domain, T. Ettinger): 32 bits of state are plenty for instants.
  let state = createHash('sha256')
    .update(`${inject('faultSeed')} ${name}`)
    .digest()
    .readUInt32BE();
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, between: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}
