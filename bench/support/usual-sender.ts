// The design that most senders have, to compare with: a queue job per recipient, npm web-push, a row inserted for each.
// Nothing of it is made slow: keep-alive connections, prepared statements, one hundred jobs at a time, jobs removed
// when they are done. Environment: REDIS_URL, DATABASE_URL, SITE_ID. IPC: `{ runId }` starts a campaign, answered with
// `{ seconds }` once all of it is inserted.
import { Agent } from 'node:https';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import webPush from 'web-push';

const CONCURRENCY = 100;
const PAGE = 1_000;
const { REDIS_URL = '', DATABASE_URL, SITE_ID } = process.env;
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
const queue = new Queue('usual', { connection });
const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 512 });
const keys = webPush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:bench@example.com', ...keys };

const PAYLOAD = JSON.stringify({
  web_push: 8030,
  notification: {
    title: 'Sidama is in',
    body: 'Forty bags, roasted on Tuesday. Gone by Friday.',
    navigate: 'https://larkspur.example/sidama',
    data: { pad: 'x'.repeat(240) },
  },
});

let done = 0;
const worker = new Worker<{ runId: string; subscriberId: string }>(
  'usual',
  async ({ data }) => {
    const { rows } = await pool.query<{ endpoint: string; p256dh: Buffer; auth: Buffer }>({
      name: 'subscriber',
      text: 'SELECT endpoint, p256dh, auth FROM subscribers WHERE id = $1',
      values: [data.subscriberId],
    });
    const row = rows[0];
    if (!row) throw new Error('no such subscriber');
    const subscription = {
      endpoint: row.endpoint,
      keys: { p256dh: row.p256dh.toString('base64url'), auth: row.auth.toString('base64url') },
    };
    const { statusCode } = await webPush.sendNotification(subscription, PAYLOAD, {
      vapidDetails,
      contentEncoding: 'aes128gcm',
      TTL: 86_400,
      urgency: 'low',
      agent,
    });
    await pool.query({
      name: 'insert',
      text: 'INSERT INTO usual_deliveries (run_id, subscriber_id, status_code) VALUES ($1, $2, $3)',
      values: [data.runId, data.subscriberId, statusCode],
    });
    done++;
  },
  { connection: connection.duplicate(), concurrency: CONCURRENCY, removeOnComplete: { count: 0 } },
);
worker.on('failed', (_job, error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

async function send(runId: string): Promise<void> {
  const startedAt = performance.now();
  done = 0;
  let sent = 0;
  for (let after = '0'; ; ) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id::text FROM subscribers WHERE site_id = $1 AND status = 'active' AND id > $2 ORDER BY id LIMIT ${PAGE}`,
      [SITE_ID, after],
    );
    const last = rows.at(-1);
    if (!last) break;
    await queue.addBulk(rows.map(({ id }) => ({ name: 'send', data: { runId, subscriberId: id } })));
    sent += rows.length;
    after = last.id;
  }
  while (done < sent) await new Promise((resolve) => setTimeout(resolve, 20));
  process.send?.({ seconds: (performance.now() - startedAt) / 1_000 });
}

await pool.query(
  'CREATE TABLE IF NOT EXISTS usual_deliveries (run_id bigint, subscriber_id bigint, status_code int, sent_at timestamptz DEFAULT now(), PRIMARY KEY (run_id, subscriber_id))',
);
await worker.waitUntilReady();
process.on('message', ({ runId }: { runId: string }) => void send(runId));
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
