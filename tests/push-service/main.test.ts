import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import webpush from 'web-push';
import type { SubscriptionJson } from './push-service.types';

const vapidKeys = webpush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:test@example.com', ...vapidKeys };
const HERE = import.meta.dirname;

async function control<T>(controlUrl: string, method: string, path: string, input?: object): Promise<T> {
  const init = input === undefined ? { method } : { method, body: JSON.stringify(input) };
  return (await (await fetch(controlUrl + path, init)).json()) as T;
}

test('a process of its own, ruled by the control API, reached through the proxy', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'push-'));
  const args = ['--import', 'tsx', join(HERE, 'main.ts'), '--cert-out', join(directory, 'ca.pem'), '--fcm'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => resolve(String(chunk)));
      child.on('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    const { controlUrl, proxyUrl } = JSON.parse(line) as { controlUrl: string; proxyUrl: string };
    const [subscription] = await control<SubscriptionJson[]>(controlUrl, 'POST', 'subscribers', {
      count: 1,
      key: vapidKeys.publicKey,
    });
    if (!subscription) throw new Error('no subscription');
    // Another process, that trusts the file, reaches an endpoint of Chromium's through the proxy.
    const token = subscription.endpoint.split('/').at(-1);
    const target = { ...subscription, endpoint: `https://jmt17.google.com/fcm/send/${token}` };
    const script = `import('web-push').then(({ default: w }) => w.sendNotification(${JSON.stringify(target)}, 'by proxy',
      { proxy: '${proxyUrl}', vapidDetails: ${JSON.stringify(vapidDetails)} })).then((r) => console.log(r.statusCode))`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(directory, 'ca.pem') };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env, cwd: HERE });
    expect(stdout.trim()).toBe('201');
    await control(controlUrl, 'POST', 'fault', { target: subscription.endpoint, status: 503, times: 1 });
    const [listed] = await control<Array<{ messages: Array<{ text: string }> }>>(controlUrl, 'GET', 'subscriptions');
    expect(listed?.messages.map((message) => message.text)).toEqual(['by proxy']);
    expect(await control(controlUrl, 'GET', 'counts')).toMatchObject({ takenCount: 1, decryptedCount: 1 });
    const [received] = await control<Array<{ status: number; body: string }>>(controlUrl, 'GET', 'received');
    expect(received?.status).toBe(201);
    expect(received?.body).toMatch(/^[\w-]+$/);
  } finally {
    const ended = new Promise((resolve) => {
      child.on('exit', resolve);
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await rm(directory, { recursive: true });
  }
});
