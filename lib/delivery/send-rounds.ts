/** Starts up to `quantum` of what waits in one job. @returns how many it started */
export type Starter = (quantum: number) => number;

/** Offers the room at the push services to the jobs of a process, in rounds that are fair by site. */
export interface SendRounds {
  add(siteId: bigint, starter: Starter): void;
  remove(siteId: bigint, starter: Starter): void;
  /**
   * Goes round soon, however many ask, until nothing more can start or for a few milliseconds: what is left is started
   * in the next turn of the event loop, so that others have theirs between.
   */
  request(): void;
}

/** So many of one site, then the next site's turn. */
const QUANTUM = 8;

/** @param budgetMs how long they may block the process, before answers and other lanes are seen to; asked each time */
export function createSendRounds(budgetMs: () => number): SendRounds {
  // In the order of their turns: who had one goes to the end.
  const sites = new Map<bigint, Set<Starter>>();
  let isRequested = false;

  /** One turn of a site: the first of its jobs that can start something. */
  const takeTurn = (starters: Set<Starter>): number => {
    for (const starter of [...starters]) {
      starters.delete(starter);
      starters.add(starter);
      const startedCount = starter(QUANTUM);
      if (startedCount > 0) return startedCount;
    }
    return 0;
  };

  const run = () => {
    const endsAt = performance.now() + budgetMs();
    for (let startedCount = 1; startedCount > 0; ) {
      startedCount = 0;
      for (const [siteId, starters] of [...sites]) {
        const turnCount = takeTurn(starters);
        startedCount += turnCount;
        if (turnCount > 0 && sites.delete(siteId)) sites.set(siteId, starters);
        if (performance.now() > endsAt) return request();
      }
    }
  };
  const request = () => {
    if (isRequested) return;
    isRequested = true;
    setImmediate(() => {
      isRequested = false;
      run();
    });
  };

  return {
    add(siteId, starter) {
      const starters = sites.get(siteId) ?? new Set();
      sites.set(siteId, starters.add(starter));
    },
    remove(siteId, starter) {
      const starters = sites.get(siteId);
      starters?.delete(starter);
      if (starters?.size === 0) sites.delete(siteId);
    },
    request,
  };
}
