import { type ChildProcess, spawn } from 'node:child_process';
import { createECDH, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSubscribers, makeRun, makeSite, runRow } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { startFrontDoor } from '@/tests/support/start-front-door';
import { waitFor } from '@/tests/support/wait-for';
import { scrub } from './scrub';

// Secrets planted in real processes, at the most talkative level, in what succeeds and what fails: none may be found in
// what web and worker write. The other tests of the log are about its form.

let sink: PushSink;
let output = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  sink = await startPushSink();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sink.close();
});

function startWorker(env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'workers/main.ts'], {
    env: { ...process.env, BELFRY_LOG_LEVEL: 'debug', BELFRY_PUSH_HOSTS: sink.host, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text));
  return child;
}

describe('what web and worker write', () => {
  it('holds no secret, whatever happens', async () => {
    const password = 'canary-password-8842';
    const site = await makeSite();
    await addSubscribers(site, sink, 20);
    const { rows } = await pool.query<{ endpoint: string; p256dh: Buffer; auth: Buffer }>(
      'SELECT endpoint, p256dh, auth FROM subscribers WHERE site_id = $1',
      [site.id],
    );
    const apiKey = `bk_0000000000001.${randomBytes(32).toString('base64url')}`;
    const cookie = `eyJhbGciOiJkaXIifQ..${randomBytes(12).toString('base64url')}.${randomBytes(60).toString('base64url')}.x`;
    const token = randomBytes(48).toString('base64url');
    const keys = createECDH('prime256v1');
    const p256dh = keys.generateKeys('base64url');
    const auth = randomBytes(16).toString('base64url');
    const path = `canary-endpoint-${randomBytes(30).toString('base64url')}`;

    // Web: a wrong key, a forged session, a refused subscription, a click that is none, a body that is no JSON.
    const web = await startFrontDoor({ BELFRY_LOG_LEVEL: 'debug' });
    const post = (url: string, body: string, type = 'application/json') =>
      fetch(`${web.origin}${url}`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, origin: 'https://shop.example', cookie: `next-auth.session-token=${cookie}` },
      });
    const { rows: sites } = await pool.query<{ site_key: string }>('SELECT site_key FROM sites WHERE id = $1', [
      site.id,
    ]);
    const subscription = { endpoint: `https://fcm.googleapis.com/fcm/send/${path}`, keys: { p256dh, auth } };
    await fetch(`${web.origin}/api/v1/sites`, { headers: { authorization: `Bearer ${apiKey}` } });
    await fetch(`${web.origin}/api/live/campaigns/cmp_0000000000001`, {
      headers: { cookie: `next-auth.session-token=${cookie}` },
    });
    await fetch(`${web.origin}/c/${token}`, { redirect: 'manual' });
    await post(
      `/api/embed/${sites[0]?.site_key}/subscribe`,
      JSON.stringify({ subscription, applicationServerKey: p256dh }),
    );
    await post(`/api/embed/${sites[0]?.site_key}/subscribe`, `{"password":"${password}`);
    await post('/api/embed/receipts', JSON.stringify([{ t: token, k: 'shown' }]), 'text/plain');
    output += web.log();
    await web.stop();

    // Worker: answers of every kind, and a database that goes away while it works.
    const answers = [201, 400, 401, 410, 429, 500];
    let count = 0;
    sink.answer = () => ({ status: answers[count++ % answers.length] ?? 201, body: `no: ${subscription.endpoint}` });
    const run = await makeRun(site);
    startWorker();
    await waitFor(() => sink.messages.length > 10, 80_000);
    const broken = (process.env.DATABASE_URL ?? '').replace(/\/\/[^@]+@/, `//belfry:${password}@`);
    const unfit = startWorker({ DATABASE_URL: broken, REDIS_URL: `redis://user:${password}@127.0.0.1:9` });
    await waitFor(() => (output.match(/failed|does not answer/g) ?? []).length > 1, 30_000);
    unfit.kill('SIGTERM');
    expect((await runRow(run.id)).status).toBeDefined();

    const { BELFRY_MASTER_KEY: masterKey, BELFRY_SECRET: secret } = process.env;
    const found = Object.entries({
      password,
      apiKey: apiKey.split('.')[1],
      cookie,
      token,
      p256dh,
      auth,
      path,
      masterKey,
      secret,
      storedEndpoints: rows.map((row) => new URL(row.endpoint).pathname),
      storedKeys: rows.map((row) => row.p256dh.toString('base64url')),
      storedAuth: rows.map((row) => row.auth.toString('base64url')),
    }).flatMap(([name, planted]) =>
      [planted]
        .flat()
        .filter((one) => one && output.includes(one))
        .map(() => name),
    );
    expect(found).toEqual([]);
    expect(output.split('\n').filter((line) => line.startsWith('{')).length).toBeGreaterThan(3);
    for (const line of output.split('\n')) if (line.startsWith('{')) expect(() => JSON.parse(line)).not.toThrow();
  }, 240_000);
});

describe('scrub', () => {
  const key = randomBytes(32).toString('base64url').replace(/^./, 'aB3');
  it.each([
    ['connect to postgres://belfry:hunter2@db:5432/x failed', 'connect to postgres://[redacted]@db:5432/x failed'],
    ['redis://:pa55@host:1', 'redis://[redacted]@host:1'],
    ['postgres://belfry:hun@ter/2@db:5432/x failed', 'postgres://[redacted]@db:5432/x failed'],
    ['redis://u:a@x:1,redis://u:b@y:2', 'redis://[redacted]@x:1,redis://[redacted]@y:2'],
    ['http://user:hun@ter2@proxy.example:8080', 'http://[redacted]@proxy.example:8080'],
    ['signed with whsec_MfKQ9r8GKYqr/wjUPD8I+LPZIo2LaLaSw==.', 'signed with whsec_[redacted].'],
    [
      'POST https://fcm.googleapis.com/fcm/send/abc:def?x=1 failed',
      'POST https://fcm.googleapis.com/[redacted] failed',
    ],
    ['authorization: Bearer abc.def', 'authorization: Bearer [redacted]'],
    [`key ${key}.`, 'key [redacted].'],
    ['bk_0000000000001.0123456789abcdef0123', 'bk_0000000000001.[redacted]'],
    ['cookie next-auth.session-token=abc; a=b', 'cookie next-auth.session-token=[redacted]; a=b'],
    ['eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln', '[redacted]'],
    ['Set-Cookie: theme=dark; a=b', 'Set-Cookie: [redacted]'],
    ['for ann.o+x@shop.example, bob%40shop.example.', 'for [redacted], [redacted].'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it('takes a secret at the beginning of a line too, and leaves JSON what it is', () => {
    const lines = [
      'Bearer abc',
      'bk_0000000000001.0123456789abcdef0123',
      'ann@shop.example',
      key,
      '\u001beyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln',
    ];
    expect(JSON.parse(scrub(JSON.stringify({ said: `\n${lines.join('\n')}\t` })))).toEqual({
      said: '\nBearer [redacted]\nbk_0000000000001.[redacted]\n[redacted]\n[redacted]\n\u001b[redacted]\t',
    });
  });

  it('leaves what an operator needs', () => {
    const text =
      'run_00t54xv420003 of campaign cmp_00t54xv420003: relation "deliveries_202611_run_id_shard_due_at_idx" at /work/main/node_modules/@prisma/client/runtime/library.js:12:3, migration 20261122022338_throttle_and_messages, https://push.example.com';
    expect(scrub(text)).toBe(text);
  });
});
