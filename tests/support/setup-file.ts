import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { findFreePort } from '@/lib/platform/postgres-server';
import { cloneDatabase } from './test-database';

// Runs before the test file's imports: every file gets a migrated database and an environment of its own.
const database = await cloneDatabase(inject('testServer'), `test_${randomBytes(8).toString('hex')}`);

Object.assign(process.env, {
  NODE_ENV: 'test',
  TZ: 'UTC',
  DATABASE_URL: database.url,
  BELFRY_MASTER_KEY: randomBytes(32).toString('base64url'),
  BELFRY_SECRET: randomBytes(32).toString('base64url'),
  BELFRY_DB_POOL: '5',
  BELFRY_LOG_LEVEL: process.env.BELFRY_LOG_LEVEL ?? 'error',
  PORT: String(await findFreePort()),
});
delete process.env.REDIS_URL;
delete process.env.BELFRY_PUBLIC_URL;
delete process.env.BELFRY_PUSH_HOSTS;
delete process.env.BELFRY_TRUSTED_PROXIES;

afterAll(async () => {
  const { closeDb } = await import('@/lib/platform/db');
  await closeDb();
  await database.drop();
});
