import { statfs } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { nativeState } from '@/lib/delivery/native-core';
import { env } from '@/lib/platform/env';
import { readLauncherNote } from '../launcher-note';
import type { Finding } from './run-check';

/** One host of each push service that browsers in use today have (docs/delivery.md). */
const PUSH_HOSTS = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
  'wns2-par02p.notify.windows.com',
];
const CONNECT_TIMEOUT_MS = 5_000;
const DISK_WARNING_BYTES = 5e9;
const DISK_FAILURE_BYTES = 5e8;

/** Without them nothing is delivered, but everything else works: a warning. */
export async function checkPushHosts(): Promise<Finding> {
  const failures = (await Promise.all(PUSH_HOSTS.map((host) => tryConnect(host)))).filter((line) => line !== null);
  if (failures.length === 0) return { status: 'ok', detail: `${PUSH_HOSTS.length} push services can be reached` };
  return {
    status: 'warning',
    detail: failures.join('; '),
    remedy: 'Allow outgoing connections to port 443 of these hosts, or browsers using them get nothing.',
  };
}

function tryConnect(host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443 });
    const end = (result: string | null) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end(`${host}: no answer`));
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(`${host}: ${error.code ?? error.message}`));
  });
}

/** Free, or taken by this installation's own server. */
export async function checkPort(dataDir: string): Promise<Finding> {
  const { PORT: port, BELFRY_HOST: host } = env();
  const running = readLauncherNote(dataDir);
  if (running?.port === port) return { status: 'ok', detail: `Belfry runs on ${port} (process ${running.pid})` };
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  if (!error) return { status: 'ok', detail: `${port} is free` };
  return { status: 'failed', detail: `${port}: ${error.code ?? error.message}`, remedy: `PORT=${port + 1} npm start` };
}

/** Both ways make the same bytes; the native one takes less processor time. */
export async function checkEncryption(): Promise<Finding> {
  const { core, reason } = nativeState();
  return { status: 'ok', detail: core ? 'in C, on the OpenSSL inside Node' : `in JavaScript (${reason})` };
}

export async function checkDisk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const bytes = bavail * bsize;
  const detail = `${(bytes / 1e9).toFixed(1)} GB free for ${dataDir}`;
  if (bytes >= DISK_WARNING_BYTES) return { status: 'ok', detail };
  const remedy = 'Free some space, or move the data: BELFRY_DATA_DIR.';
  return { status: bytes < DISK_FAILURE_BYTES ? 'failed' : 'warning', detail, remedy };
}
