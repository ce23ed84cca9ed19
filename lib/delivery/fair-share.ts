/** Room that owners share: none of them can take what the others would need to begin. */
export interface FairShare<Owner> {
  /** Whether one more of this owner fits. */
  hasRoom(owner: Owner): boolean;
  take(owner: Owner): void;
  give(owner: Owner): void;
}

/**
 * Shares `capacity` by a dynamic threshold (Choudhury and Hahne, 1998): an owner may hold at most as much as is free.
 * Alone it gets half, n greedy ones get 1/(n + 1) each, and as much is always free for the next.
 */
export function createFairShare<Owner>(capacity: number): FairShare<Owner> {
  const held = new Map<Owner, number>();
  let heldCount = 0;
  return {
    hasRoom: (owner) => (held.get(owner) ?? 0) < capacity - heldCount,
    take(owner) {
      held.set(owner, (held.get(owner) ?? 0) + 1);
      heldCount++;
    },
    give(owner) {
      const left = (held.get(owner) ?? 0) - 1;
      if (left > 0) held.set(owner, left);
      else held.delete(owner);
      heldCount--;
    },
  };
}
