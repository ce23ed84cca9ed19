import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { makeTestRun } from '@/lib/receipts/test-support';
import { compareCounters } from './support/compare-counters';
import { startFrontDoor } from './support/start-front-door';

// A receipt or click that was acknowledged is in the database, at whatever instant the web process is killed (kill -9)
// while many more are on their way. The instants come from a seed: BELFRY_SEED=… BELFRY_KILLS=50 repeat and deepen it.

const seed = Number(process.env.BELFRY_SEED ?? randomBytes(4).readUInt32BE());
const KILLS = Number(process.env.BELFRY_KILLS ?? 3);
const DELIVERIES = 3_000;
const CONNECTIONS = 24;
/** Deliveries for which only forged tokens come. */
const FORGED = 100;

it(`what was acknowledged survives kill -9 of the web process (seed ${seed})`, async () => {
  const random = mulberry32(seed);
  let unacknowledgedCount = 0;
  let acknowledgedCount = 0;
  for (let round = 0; round < KILLS; round++) {
    const run = await makeTestRun(DELIVERIES);
    const expiresAt = new Date(Date.now() + 3_600_000);
    const tokens = run.subscriberIds.map((subscriberId) => ({
      subscriberId,
      ...signTokens({ runId: run.id, subscriberId, expiresAt, actionCount: 0 }),
    }));
    const door = await startFrontDoor();
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const acknowledged = { shown: new Set<bigint>(), clicked: new Set<bigint>() };
    // The first ones are never reported by a browser of theirs.
    let next = FORGED;
    const visitor = async (index: number) => {
      for (let one = tokens[next++]; one; one = tokens[next++]) {
        const isClick = (next + index) % 4 === 0;
        const status = isClick
          ? await ask(agent, `${door.origin}/c/${one.clicks[0]}`)
          : await ask(agent, `${door.origin}/api/embed/receipts`, JSON.stringify([{ t: one.receipt, k: 'shown' }]));
        if (status === null) unacknowledgedCount++;
        else expect(status).toBe(isClick ? 302 : 204);
        if (status !== null) acknowledged[isClick ? 'clicked' : 'shown'].add(one.subscriberId);
      }
    };
    const visitors = Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => visitor(i)));
    // Somewhere between the first requests and the last ones.
    const killAfter = Math.floor(50 + random() * (DELIVERIES - 500));
    while (acknowledged.shown.size + acknowledged.clicked.size < killAfter) await sleep(0);
    await sleep(random() * 8);
    await door.kill();
    await visitors;
    agent.destroy();

    const stored = async (column: 'shown_at' | 'clicked_at') =>
      (
        await pool.query<{ id: bigint }>(
          `SELECT subscriber_id AS id FROM deliveries WHERE run_id = $1 AND ${column} IS NOT NULL`,
          [run.id],
        )
      ).rows.map(({ id }) => id);
    const lost = {
      shown: [...acknowledged.shown].filter(missingIn(await stored('shown_at'))),
      clicked: [...acknowledged.clicked].filter(missingIn(await stored('clicked_at'))),
    };
    expect({ round, ...lost }).toEqual({ round, shown: [], clicked: [] });
    // I8 holds in the middle of it, too.
    const { counters, rows } = await compareCounters(run.id);
    expect(counters).toEqual(rows);
    acknowledgedCount += acknowledged.shown.size + acknowledged.clicked.size;
    if (round === KILLS - 1) await reportAgain(run, tokens);
  }
  // Each kill has met requests under way, or the test would have shown nothing.
  expect(unacknowledgedCount).toBeGreaterThanOrEqual(KILLS);
  expect(acknowledgedCount).toBeGreaterThan(KILLS * 50);
}, 600_000);

/**
 * I9: browsers that got no answer report once more, and some say it twice; each row counts once, and a token that was
 * not signed here never.
 */
async function reportAgain(
  run: { id: bigint },
  tokens: readonly { receipt: string; clicks: string[] }[],
): Promise<void> {
  const door = await startFrontDoor();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const receipts = `${door.origin}/api/embed/receipts`;
  const report = (receipt: string) => ask(agent, receipts, JSON.stringify([{ t: receipt, k: 'shown' }]));
  // The last character holds padding bits; the first of the signature does not.
  const forge = (token: string) => `${token.slice(0, -10)}${token.at(-10) === 'A' ? 'B' : 'A'}${token.slice(-9)}`;
  const work = tokens.flatMap(({ receipt, clicks: [click = ''] }, index) => [
    () => report(index < FORGED ? forge(receipt) : receipt),
    () => ask(agent, `${door.origin}/c/${index < FORGED ? forge(click) : click}`),
    ...(index % 3 === 0 && index >= FORGED ? [() => report(receipt)] : []),
  ]);
  let next = 0;
  const visitor = async () => {
    for (let one = work[next++]; one; one = work[next++]) await one();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  await door.stop();
  agent.destroy();
  const { counters, rows } = await compareCounters(run.id);
  expect(counters, 'I8').toEqual(rows);
  const { shown, clicked } = rows;
  expect({ shown, clicked }, 'I9').toEqual({ shown: tokens.length - FORGED, clicked: tokens.length - FORGED });
}

/** The status, or null when the process died before it answered. */
function ask(agent: Agent, url: string, body?: string): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = request(url, {
      agent,
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'text/plain', 'content-length': body.length } }),
    });
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

function missingIn(ids: bigint[]): (id: bigint) => boolean {
  const known = new Set(ids);
  return (id) => !known.has(id);
}

/** A small seeded generator (mulberry32, public domain). */
function mulberry32(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
