import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { postWebhook } from './post-webhook';
import { startReceiver } from './test-kit/receiver';
import { checkWebhookUrl } from './webhook-address';

beforeAll(() => {
  process.env.BELFRY_WEBHOOK_HOSTS = '127.0.0.1:9,hooks.internal.example';
});

describe('checkWebhookUrl', () => {
  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'javascript:alert(1)',
    'hooks.example.com',
    'https://user@hooks.example.com/',
    'https://hooks.example.com\\@127.0.0.1/',
    'https://hooks.example.com/#part',
    'https://hooks.example.com/\n',
    'https://127.0.0.1/',
    'https://127.0.0.1:9999/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/',
    'https://localhost/',
    'https://localhost./',
    'https://x.localhost/',
    'https://metadata.google.internal/',
    'http://hooks.internal.example/',
    'https://hooks.internal.example:8443/',
  ])('refuses %s', (address) => {
    expect(() => checkWebhookUrl(address)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it.each([
    'https://hooks.example.com/a?b=c',
    'https://hooks.example.com:8443/',
    'https://[2606:4700::1]/',
    'http://127.0.0.1:9/x',
    'https://hooks.internal.example/',
  ])('allows %s', (address) => {
    expect(checkWebhookUrl(address).href).toBe(address);
  });
});

it('makes no connection to an address that is not public, by literal or by name', async () => {
  const receiver = await startReceiver();
  const port = receiver.host.split(':')[1];
  let connectionCount = 0;
  const tls = createServer(() => connectionCount++);
  await new Promise<void>((resolve) => tls.listen(0, '0.0.0.0', resolve));
  const { port: tlsPort } = tls.address() as { port: number };
  const errors: (string | null)[] = [];
  // The last resolves like any name that leads home (a capital letter keeps it from the rule on names).
  for (const host of [
    `127.0.0.2:${tlsPort}`,
    `[::ffff:7f00:1]:${tlsPort}`,
    `localhost:${tlsPort}`,
    `ip6-localhost:${tlsPort}`,
  ]) {
    const answer = await postWebhook(`https://${host}/`, {}, '{}');
    expect(answer.statusCode).toBeNull();
    errors.push(answer.error);
  }
  expect((await postWebhook(`http://127.0.0.1:${port}/`, {}, '{}')).error).toContain('https://');
  expect(errors.slice(0, 3)).toEqual(new Array(3).fill('the address must have a public address'));
  expect(connectionCount + receiver.connectionCount).toBe(0);
  await receiver.close();
  tls.close();
});
