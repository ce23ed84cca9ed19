import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { makeCertificate } from './push-service/certificate';
import { startRedis, type TestRedis } from './support/redis';

// `belfry doctor` on a Redis that cannot be used: it says why, and which variable to change.

let folder: string;
let redis: TestRedis;
let tlsPort: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-doctor-'));
  const { key, cert } = makeCertificate();
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'cert.pem'), cert);
  tlsPort = await findFreePort();
  const files = ['--tls-cert-file', join(folder, 'cert.pem'), '--tls-key-file', join(folder, 'key.pem')];
  redis = await startRedis(['--tls-port', String(tlsPort), ...files, '--tls-auth-clients', 'no']);
  const admin = new Redis(redis.port, '127.0.0.1');
  await admin.call('ACL', 'SETUSER', 'belfry', 'on', '>canary-right', '~*', '&*', '+@all');
  await admin.call('ACL', 'SETUSER', 'narrow', 'on', '>canary-right', '~*', '&*', '+@all', '-info');
  await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>canary-right');
  admin.disconnect();
});
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Finding {
  name: string;
  status: string;
  detail: string;
  remedy?: string;
}

function doctor(
  url: string,
  extra: Record<string, string> = {},
): Promise<{ queue: Finding | undefined; output: string }> {
  const env = { ...process.env, ...extra, BELFRY_DATA_DIR: folder, REDIS_URL: url };
  return new Promise((done) =>
    execFile(
      process.execPath,
      ['--import', 'tsx', 'cli/main.ts', 'doctor', '--json'],
      { env },
      (_error, stdout, stderr) => {
        const { checks } = JSON.parse(stdout) as { checks: Finding[] };
        done({ queue: checks.find(({ name }) => name === 'queue'), output: stdout + stderr });
      },
    ),
  );
}

describe('belfry doctor with Redis', () => {
  it.each([
    [
      'a wrong password',
      () => `redis://belfry:canary-wrong@127.0.0.1:${redis.port}`,
      /refused the user or the password/,
      /REDIS_URL.*user:password/,
    ],
    ['no password', () => `redis://127.0.0.1:${redis.port}`, /asks for a password/, /REDIS_URL.*user:password/],
    [
      'a user without INFO',
      () => `redis://narrow:canary-right@127.0.0.1:${redis.port}`,
      /NOPERM.*info/,
      /INFO, and EVAL/,
    ],
    [
      'a port where nothing listens',
      async () => `redis://:canary-wrong@127.0.0.1:${await findFreePort()}`,
      /ECONNREFUSED/,
      /host and port in REDIS_URL/,
    ],
    [
      'a host that is none',
      () => 'redis://:canary-wrong@redis.invalid:6379',
      /ENOTFOUND|EAI_AGAIN/,
      /host in REDIS_URL/,
    ],
    [
      'plain words to a Redis with TLS',
      () => `redis://belfry:canary-right@127.0.0.1:${tlsPort}`,
      /without an answer/,
      /begin REDIS_URL with rediss:\/\//,
    ],
    [
      'TLS to a Redis without',
      () => `rediss://belfry:canary-right@127.0.0.1:${redis.port}`,
      /an answer|not answer/,
      /begin REDIS_URL with redis:\/\//,
    ],
    [
      'a certificate that nobody knows',
      () => `rediss://belfry:canary-right@127.0.0.1:${tlsPort}`,
      /certificate of Redis is not trusted/,
      /NODE_EXTRA_CA_CERTS/,
    ],
  ])('%s', async (_name, url, detail, remedy) => {
    const { queue, output } = await doctor(await url());
    expect(queue).toEqual({
      name: 'queue',
      status: 'failed',
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(remedy),
    });
    expect(output).not.toContain('canary');
  });

  it('finds nothing wrong with what is right, with TLS too', async () => {
    const user = 'belfry:canary-right@127.0.0.1';
    const authority = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
    for (const url of [`redis://${user}:${redis.port}`, `rediss://${user}:${tlsPort}`]) {
      expect((await doctor(url, authority)).queue).toEqual({ name: 'queue', status: 'ok', detail: 'on redis' });
    }
  });
});
