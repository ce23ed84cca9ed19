import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startFcm } from './fcm';
import { startPushService } from './push-service';
import type { PushServiceOptions } from './push-service.types';

const USAGE = `The push service as a process of its own: npx tsx tests/push-service/main.ts [options]

  --port N             WebSocket, control and plain push (default: a free one)
  --tls-port N         push over https (default: a free one)
  --cert-out FILE      writes the certificate, for NODE_EXTRA_CA_CERTS of the sender
  --endpoints SCHEME   of the endpoints handed out: https (default), http, or h2: https with HTTP/2
  --record WHAT        full (default) or counts (flat memory)
  --decrypt HOW        of subscribers without a browser: twice (default), once, or none (default with counts)
  --message-id PATH    where the message id is in the decrypted JSON, such as notification.data.id
  --no-vapid           takes unsigned messages for subscriptions without a key
  --fcm                also what Chromium needs, and the proxy to its endpoints
  --verbose            prints every frame of a browser

Prints one line of JSON when it is ready: wsUrl, origin, controlUrl, tlsPort, proxyUrl. Ends with SIGINT or SIGTERM.
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'tls-port': { type: 'string', default: '0' },
    'cert-out': { type: 'string' },
    endpoints: { type: 'string', default: 'https' },
    record: { type: 'string', default: 'full' },
    decrypt: { type: 'string' },
    'message-id': { type: 'string' },
    'no-vapid': { type: 'boolean', default: false },
    fcm: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  await run();
}

async function run(): Promise<void> {
  const options: PushServiceOptions = {
    port: Number(values.port),
    tlsPort: Number(values['tls-port']),
    endpoints: oneOf('endpoints', ['https', 'http', 'h2'], values.endpoints),
    record: oneOf('record', ['full', 'counts'], values.record),
    requiresVapid: !values['no-vapid'],
  };
  if (values.decrypt) options.decrypt = oneOf('decrypt', ['twice', 'once', 'none'], values.decrypt);
  if (values['message-id']) options.messageIdPath = values['message-id'];
  if (values.verbose) {
    options.onFrame = ({ direction, message }) => {
      const sign = direction === 'in' ? '<' : '>';
      process.stderr.write(`push ${sign} ${JSON.stringify(message).slice(0, 200)}\n`);
    };
  }
  const push = await startPushService(options);
  const fcm = values.fcm ? await startFcm(push) : undefined;
  if (values['cert-out']) writeFileSync(values['cert-out'], push.cert);
  const { wsUrl, origin, controlUrl, tlsPort } = push;
  const chromium = fcm ? { proxyUrl: fcm.proxyUrl, chromiumArgs: fcm.chromiumArgs } : {};
  process.stdout.write(`${JSON.stringify({ wsUrl, origin, controlUrl, tlsPort, ...chromium })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      await fcm?.close();
      await push.close();
      process.exit(0);
    });
  }
}

function oneOf<const T extends string>(name: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new Error(`--${name} must be one of ${allowed.join(', ')}, not "${given}"`);
  return found;
}
