import { createFairShare, type FairShare } from './fair-share';
import { type Limiter, limitConcurrency } from './limit-concurrency';
import { createOriginWindows, type OriginWindows, type WindowState } from './origin-window';
import { createSendRounds, type SendRounds } from './send-rounds';

export type LaneName = 'bulk' | 'priority';

/** What the jobs of one lane share in this process: they post to the same push services. */
export interface Lane {
  windows: OriginWindows;
  /** Requests under way, by site: a giant campaign leaves room for another site's small one. */
  sites: FairShare<bigint>;
  /** The same by push service: one that crawls leaves room for the others. */
  origins: FairShare<number>;
  /** Jobs under way, by site. */
  jobs: FairShare<bigint>;
  rounds: SendRounds;
  /** Monotonic instant of the last job that began. */
  usedAt: number;
  /** Claims and settles pass through here: those of campaigns leave connections to the others. */
  database: Limiter;
  /** Jobs under way by run and shard; a second one has the first look again instead. */
  shards: Map<string, { isAskedAgain: boolean }>;
}

/** The widest window twice over, so that one push service that takes all it gets leaves as much for the others. */
const IN_FLIGHT: Record<LaneName, number> = { bulk: 1_024, priority: 256 };
/** Jobs that a process takes off the queue of a lane at once. */
export const LANE_CONCURRENCY: Record<LaneName, number> = { bulk: 64, priority: 32 };

/** Claims and settles under way at once: together what `keyPool` has (lib/platform/db.ts). */
const DATABASE_CONCURRENCY: Record<LaneName, number> = { bulk: 4, priority: 4 };

/** How long a lane may encrypt at a stretch. Between two stretches everything else has its turn. */
const STRETCH_MS: Record<LaneName, number> = { bulk: 12, priority: 12 };
/** That of campaigns while messages of the API come, each of which needs several turns until it is posted. */
const POLITE_STRETCH_MS = 2;
/** Messages that came so lately say that more may come. */
const POLITE_FOR_MS = 1_000;

// A transactional message waits for no campaign: not for its windows either.
let lanes = makeLanes();

function makeLanes(): Record<LaneName, Lane> {
  return { bulk: makeLane('bulk'), priority: makeLane('priority') };
}

function makeLane(name: LaneName): Lane {
  return {
    windows: createOriginWindows(),
    sites: createFairShare(IN_FLIGHT[name]),
    origins: createFairShare(IN_FLIGHT[name]),
    jobs: createFairShare(LANE_CONCURRENCY[name]),
    rounds: createSendRounds(() => stretchMs(name)),
    usedAt: Number.NEGATIVE_INFINITY,
    database: limitConcurrency(DATABASE_CONCURRENCY[name]),
    shards: new Map(),
  };
}

function stretchMs(name: LaneName): number {
  return name === 'bulk' && messagesCome() ? POLITE_STRETCH_MS : STRETCH_MS[name];
}

/** Whether this process sends messages of the API now: what can wait leaves them the processor and the database. */
export function messagesCome(): boolean {
  return performance.now() - lanes.priority.usedAt < POLITE_FOR_MS;
}

export function laneOf(name: LaneName): Lane {
  return lanes[name];
}

/**
 * Backs off a push service in both lanes: what it asks for holds for every request.
 * @returns to be called when the database has the pause, or never will
 */
export function pauseOrigin(key: string, ms: number): () => void {
  const endings = Object.values(lanes).map((lane) => lane.windows.pause(key, ms));
  return () => endings.forEach((end) => void end());
}

/** How a push service and VAPID key are named in windows. */
export function originKey(originId: number, vapidKeyId: bigint): string {
  return `${originId} ${vapidKeyId}`;
}

/** Windows and breakers of this process, for metrics. */
export function windowStates(): (WindowState & { lane: LaneName })[] {
  return (['bulk', 'priority'] as const).flatMap((lane) =>
    lanes[lane].windows.states().map((state) => ({ ...state, lane })),
  );
}

/** Has this process try every push service at once: the operator changed something, or a test did. */
export function forgetPauses(): void {
  lanes = makeLanes();
}
