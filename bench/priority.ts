// A transactional push while a large campaign runs: from the request to the POST at the push service, and to the
// answer of the API. Run: npx tsx bench/priority.ts [subscribers of the campaign, default 200000] [messages, default 500]
import { createECDH, createHash, randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startFrontDoor } from '@/tests/support/start-front-door';
import { startBenchDatabase } from './support/bench-database';
import { bundle } from './support/bundle';
import { startWorkerProcess, stopProcess } from './support/processes';
import { startSink } from './support/start-sink';

export interface PriorityFigures {
  messageCount: number;
  /** Whether the campaign was still being sent when the last message had been posted. */
  wasCampaignRunning: boolean;
  campaignPerSecond: number;
  answerMs: { p50: number; p99: number };
  pushMs: { p50: number; p99: number; worst: number };
  loadAverage: number;
}

const MESSAGES_A_SECOND = 20;

export async function benchPriority(subscriberCount = 200_000, messageCount = 500): Promise<PriorityFigures> {
  const database = await startBenchDatabase();
  const sink = await startSink(database.folder);
  Object.assign(process.env, sink.env);
  const { makeBenchSite } = await import('./support/bench-site');
  const { createApiKey } = await import('@/lib/accounts/create-api-key');
  const { createCampaign } = await import('@/lib/campaigns/create-campaign');
  const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
  const { closeDb, pool } = await import('@/lib/platform/db');
  const { decodeId } = await import('@/lib/platform/ids');
  const { closeQueues } = await import('@/lib/platform/queue');
  const env = { ...database.env, ...sink.env };
  const { actor, siteId } = await makeBenchSite(sink.origin, subscriberCount);
  const marks = Array.from({ length: messageCount }, () => randomBytes(9).toString('base64url'));
  const endpoints = marks.map((mark) => `${sink.origin}/marked/${mark}`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id)
     SELECT $1, e.endpoint, e.hash, (SELECT id FROM push_origins WHERE origin = $2), e.p256dh, e.auth,
       (SELECT current_vapid_key_id FROM sites WHERE id = $1), e.mark
     FROM unnest($3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[]) AS e (endpoint, hash, p256dh, auth, mark)`,
    [
      decodeId('site', siteId),
      sink.origin,
      endpoints,
      endpoints.map((endpoint) => createHash('sha256').update(endpoint).digest()),
      endpoints.map(() => createECDH('prime256v1').generateKeys()),
      endpoints.map(() => randomBytes(16)),
      marks,
    ],
  );
  const { token } = await createApiKey(actor, { name: `bench ${Date.now()}`, scopes: ['messages.send'] });
  const web = await startFrontDoor(env);
  const worker = startWorkerProcess(await bundle('workers/main.ts'), env);
  const send = async (mark: string): Promise<{ sentAt: number; answeredMs: number }> => {
    const sentAt = Date.now();
    const from = performance.now();
    const response = await fetch(`${web.origin}/api/v1/sites/${siteId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        message: { title: 'On its way', url: 'https://larkspur.example/orders/1' },
        audience: { externalIds: [mark] },
        ttlSeconds: 600,
      }),
    });
    if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    return { sentAt, answeredMs: performance.now() - from };
  };
  try {
    const { id } = await createCampaign(actor, siteId, {
      name: 'Everybody',
      message: { title: 'Sidama is in', body: 'Forty bags.', url: 'https://larkspur.example/sidama' },
      audience: { all: true },
      ttlSeconds: 86_400,
    });
    await sleep(4_000);
    // Code is compiled and connections stand before the clock runs.
    for (const mark of marks.slice(0, 20)) await send(mark);
    await sleep(1_000);
    await sink.reset();
    await launchCampaign(actor, id);
    await sleep(3_000);
    const startedAt = performance.now();
    const sent: Promise<{ mark: string; sentAt: number; answeredMs: number }>[] = [];
    for (const [index, mark] of marks.slice(20).entries()) {
      const due = startedAt + (index * 1_000) / MESSAGES_A_SECOND;
      if (performance.now() < due) await sleep(due - performance.now());
      sent.push(send(mark).then((result) => ({ mark, ...result })));
    }
    const results = await Promise.all(sent);
    let figures = await sink.read();
    for (let i = 0; i < 200 && results.some(({ mark }) => !figures.marked[mark]); i++) {
      await sleep(50);
      figures = await sink.read();
    }
    const seconds = (performance.now() - startedAt) / 1_000 + 3;
    const { rows } = await pool.query<{ status: string }>('SELECT status::text FROM runs WHERE campaign_id = $1', [
      decodeId('campaign', id),
    ]);
    const pushes = results.map(({ mark, sentAt }) => (figures.marked[mark] ?? Number.NaN) - sentAt);
    if (pushes.some(Number.isNaN)) throw new Error('a message did not arrive within ten seconds');
    const answers = results.map(({ answeredMs }) => answeredMs);
    return {
      messageCount: results.length,
      wasCampaignRunning: rows[0]?.status === 'running',
      campaignPerSecond: (figures.count - results.length) / seconds,
      answerMs: { p50: percentile(answers, 0.5), p99: percentile(answers, 0.99) },
      pushMs: { p50: percentile(pushes, 0.5), p99: percentile(pushes, 0.99), worst: Math.max(...pushes) },
      loadAverage: loadavg()[0] ?? 0,
    };
  } finally {
    await Promise.all([stopProcess(worker), web.stop()]);
    sink.close();
    await closeQueues();
    await closeDb();
    await database.close();
  }
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [subscriberCount, messageCount] = process.argv.slice(2).map(Number);
  const found = await benchPriority(subscriberCount, messageCount);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const rows = [
    ['transactional messages', String(found.messageCount)],
    ['campaign beside them', `${Math.round(found.campaignPerSecond).toLocaleString('en')} messages a second`],
    ['campaign still running at the end', found.wasCampaignRunning ? 'yes' : 'no'],
    ['request to answer: median, p99', `${ms(found.answerMs.p50)}, ${ms(found.answerMs.p99)}`],
    ['request to POST at the push service: median, p99', `${ms(found.pushMs.p50)}, ${ms(found.pushMs.p99)}`],
    ['the slowest', ms(found.pushMs.worst)],
  ];
  console.log('| | |\n|---|---|');
  for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
}
