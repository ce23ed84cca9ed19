import type { Receipt } from '@/lib/contracts/embed';
import { type VerifiedToken, verifyToken } from '@/lib/delivery/tokens';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { countReceiptCommit, type ReceiptCounts } from '@/lib/platform/metrics';
import { markOf, mergeMark, type ReceiptMark } from './receipt-marks';
import { writeMarks } from './write-marks';

/** Receipts that come within this time share one statement and one commit. */
const GATHER_MS = 4;
/** Rows of one statement; more wait for the next. */
const MAX_BATCH = 2_000;
/** Deliveries that may wait; beyond it the caller is told to come again. */
const MAX_WAITING = 40_000;
/** A row that a sender holds is tried again this often: a settle takes milliseconds. */
const MAX_TRIES = 200;
const LOCKED_PAUSE_MS = 10;
const MAX_FAILURES = 3;

interface Batch {
  marks: Map<string, ReceiptMark>;
  done: Promise<void>;
  finish: () => void;
  fail: (error: unknown) => void;
}

const waiting: Batch[] = [];
let waitingCount = 0;
let isWriting = false;

/**
 * Records receipts and clicks; returns once they are committed. Forged, expired and repeated ones change nothing and
 * are not told apart.
 *
 * @throws AppError `unavailable` when too many wait already, or the database cannot be written
 */
export async function recordReceipts(receipts: readonly Receipt[]): Promise<void> {
  const at = now();
  const marks: ReceiptMark[] = [];
  let token: VerifiedToken | null = null;
  for (const [index, { t, k }] of receipts.entries()) {
    // A worker reports "received" and "shown" under one token.
    if (index === 0 || t !== receipts[index - 1]?.t) token = verifyToken(t, at);
    const mark = token && markOf(token, k);
    if (mark) marks.push(mark);
  }
  if (marks.length > 0) await recordMarks(marks);
}

/**
 * Gathers marks in this process into group commits, since a commit costs more than a row; returns once these are
 * committed.
 * @throws AppError `unavailable`, as `recordReceipts`
 */
export async function recordMarks(marks: readonly ReceiptMark[]): Promise<void> {
  if (waitingCount + marks.length > MAX_WAITING) {
    throw new AppError('unavailable', { detail: 'Too many receipts at once.', retryAfterSeconds: 5 });
  }
  const batch = openBatch();
  const before = batch.marks.size;
  for (const mark of marks) mergeMark(batch.marks, mark);
  waitingCount += batch.marks.size - before;
  await batch.done;
}

function openBatch(): Batch {
  const last = waiting.at(-1);
  if (last && last.marks.size < MAX_BATCH) return last;
  let finish: Batch['finish'] = () => {};
  let fail: Batch['fail'] = () => {};
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const batch = { marks: new Map<string, ReceiptMark>(), done, finish, fail };
  waiting.push(batch);
  if (!isWriting) {
    isWriting = true;
    setTimeout(() => void writeWaiting(), GATHER_MS);
  }
  return batch;
}

/** One statement at a time: while it runs, the next batch gathers. */
async function writeWaiting(): Promise<void> {
  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    try {
      countReceiptCommit(batch.marks.size, await writeBatch([...batch.marks.values()]));
      batch.finish();
    } catch (error) {
      log.error({ err: error }, 'receipts could not be written');
      batch.fail(new AppError('unavailable', { detail: 'Try again shortly.', retryAfterSeconds: 5, cause: error }));
    }
    waitingCount -= batch.marks.size;
  }
  isWriting = false;
}

/** @returns how many rows learned something new of each kind; a repetition is no news */
async function writeBatch(marks: ReceiptMark[]): Promise<ReceiptCounts> {
  const counts = { received: 0, shown: 0, clicked: 0, dismissed: 0 };
  let rest = marks;
  let failures = 0;
  for (let attempt = 1; rest.length > 0; attempt++) {
    try {
      const { locked, news } = await writeMarks(rest);
      for (const kind of Object.keys(counts) as (keyof ReceiptCounts)[]) counts[kind] += news[kind];
      rest = locked;
    } catch (error) {
      // A deadlock or a lost connection: writing the same marks again is harmless, whether or not it was committed.
      failures++;
      if (failures === MAX_FAILURES) throw error;
    }
    if (rest.length > 0 && attempt === MAX_TRIES) throw new Error(`${rest.length} deliveries stayed locked`);
    if (rest.length > 0) await new Promise((resolve) => setTimeout(resolve, LOCKED_PAUSE_MS * (1 + failures * 10)));
  }
  return counts;
}
