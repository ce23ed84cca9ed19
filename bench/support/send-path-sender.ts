// The senders that are measured, in a process of its own whose CPU is nobody else's.
import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent } from 'node:https';
import webPush from 'web-push';
import { encryptWith } from '@/lib/delivery/encrypt';
import { nativeCore } from '@/lib/delivery/native-core';
import { checkedEndpoint, closeConnections, postMessage } from '@/lib/delivery/post-message';
import { pushHeaders } from '@/lib/delivery/push-headers';
import { vapidAuthorization } from '@/lib/delivery/vapid';

export interface SendRound {
  sender: 'web-push' | 'node:http2' | 'belfry';
  encryption: 'JavaScript' | 'C';
  port: number;
  messageCount: number;
  /** Requests under way at once. */
  concurrency: number;
}

export interface SendRoundResult {
  isPossible: boolean;
  cpuMicros: number;
  seconds: number;
}

const SUBSCRIPTIONS = 2_000;
const PAYLOAD = Buffer.from(JSON.stringify({ web_push: 8030, notification: { title: 'x'.repeat(178) } }));
const TOPIC = randomBytes(24).toString('base64url');

const subscriptions = Array.from({ length: SUBSCRIPTIONS }, (_, i) => ({
  path: `/fcm/send/${i}:${randomBytes(105).toString('base64url')}`,
  p256dh: createECDH('prime256v1').generateKeys(),
  auth: randomBytes(16),
}));
const vapid = webPush.generateVAPIDKeys();
const subject = 'mailto:bench@example.com';
const identity = {
  keyId: 1n,
  publicKey: Buffer.from(vapid.publicKey, 'base64url'),
  privateKey: Buffer.from(vapid.privateKey, 'base64url'),
  subject,
};
// Its default agent closes what is above 256 idle connections.
const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 512 });

type Send = (index: number) => Promise<number>;

function sendByWebPush(port: number): Send {
  const given = subscriptions.map(({ path, p256dh, auth }) => ({
    endpoint: `https://127.0.0.1:${port}${path}`,
    keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
  }));
  const options = {
    vapidDetails: { subject, ...vapid },
    contentEncoding: 'aes128gcm' as const,
    TTL: 3_600,
    urgency: 'low' as const,
    topic: TOPIC,
    agent,
  };
  return async (index) => {
    const subscription = given[index];
    if (!subscription) throw new Error('no such subscription');
    return (await webPush.sendNotification(subscription, PAYLOAD, options)).statusCode;
  };
}

function sendByBelfry(port: number, encryption: SendRound['encryption']): Send {
  const core = encryption === 'C' ? nativeCore() : null;
  const given = subscriptions.map((one) => ({ ...one, endpoint: `https://127.0.0.1:${port}${one.path}` }));
  return async (index) => {
    const row = given[index];
    const url = row && checkedEndpoint(row.endpoint);
    if (!row || !url) throw new Error('no such subscription');
    const headers = pushHeaders({
      host: url.hostname,
      authorization: vapidAuthorization(url.origin, identity),
      ttlSeconds: 3_600,
      urgency: 'low',
      topic: TOPIC,
    });
    const outcome = await postMessage({ url, headers, body: encryptWith(core, row, PAYLOAD) });
    return outcome.kind === 'answered' ? outcome.status : 0;
  };
}

const sessions = new Map<number, ClientHttp2Session[]>();

/** What this send path costs with Node's own HTTP/2 client, and nothing that guards it: no deadline, no cap. */
async function sendByNodeHttp2(port: number, encryption: SendRound['encryption']): Promise<Send> {
  const core = encryption === 'C' ? nativeCore() : null;
  const origin = `https://127.0.0.1:${port}`;
  const open = sessions.get(port) ?? Array.from({ length: 4 }, () => connect(origin));
  if (!sessions.has(port)) await Promise.all(open.map((session) => once(session, 'remoteSettings')));
  sessions.set(port, open);
  return (index) => {
    const row = subscriptions[index];
    const session = open[index % open.length];
    if (!row || !session) throw new Error('no such subscription');
    const body = encryptWith(core, row, PAYLOAD);
    const headers = pushHeaders({
      host: '127.0.0.1',
      authorization: vapidAuthorization(origin, identity),
      ttlSeconds: 3_600,
      urgency: 'low',
      topic: TOPIC,
    });
    return new Promise((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': row.path,
        'content-length': body.length,
        ...headers,
      });
      let status = 0;
      stream.on('response', (received) => {
        status = received[':status'] ?? 0;
        stream.resume();
      });
      stream.on('error', reject);
      stream.on('close', () => resolve(status));
      stream.end(body);
    });
  };
}

function prepare({ sender, port, encryption }: SendRound): Send | Promise<Send> {
  if (sender === 'web-push') return sendByWebPush(port);
  return sender === 'belfry' ? sendByBelfry(port, encryption) : sendByNodeHttp2(port, encryption);
}

async function run(round: SendRound): Promise<SendRoundResult> {
  const isPossible = round.sender === 'web-push' || round.encryption === 'JavaScript' || nativeCore() !== null;
  if (!isPossible) return { isPossible, cpuMicros: 0, seconds: 0 };
  const send = await prepare(round);
  let next = 0;
  const worker = async (end: number) => {
    while (next < end) {
      const status = await send(next++ % SUBSCRIPTIONS);
      if (status !== 201) throw new Error(`${round.sender} was answered ${status}`);
    }
  };
  const sendUntil = (end: number) => Promise.all(Array.from({ length: round.concurrency }, () => worker(end)));
  // Connections stand and tokens are signed before the clock runs.
  await sendUntil(round.concurrency);
  const from = next;
  const cpuFrom = process.cpuUsage();
  const startedAt = performance.now();
  await sendUntil(from + round.messageCount);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = process.cpuUsage(cpuFrom);
  return { isPossible, cpuMicros: (cpu.user + cpu.system) / (next - from), seconds: seconds / (next - from) };
}

process.on('message', (round: SendRound) => {
  run(round).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  agent.destroy();
  for (const session of [...sessions.values()].flat()) session.destroy();
  void closeConnections();
});
process.send?.('ready');
