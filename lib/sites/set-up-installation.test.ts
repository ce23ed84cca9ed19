import { beforeEach, describe, expect, it } from 'vitest';
import { authenticateApiKey } from '@/lib/accounts/authenticate-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { pool, systemDb } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { setUpInstallation } from './set-up-installation';

const INPUT = {
  email: 'owner@example.com',
  password: 'violet kettle seventeen',
  siteName: 'Shop',
  siteOrigin: 'https://shop.example.com',
};

beforeEach(async () => {
  await pool.query('TRUNCATE users, workspaces, auth_throttles, audit_entries CASCADE');
});

describe('setUpInstallation', () => {
  it('makes all of it once, and gives the same ids again', async () => {
    const first = await setUpInstallation(INPUT);
    expect(first.snippet).toContain(`data-site="${first.siteKey}"`);
    expect(first.workerFile).toContain(first.siteKey);
    expect(first.dashboardUrl).toMatch(/^http:\/\/localhost:\d+$/);
    expect(await authenticateApiKey(first.apiKey ?? '')).toMatchObject({
      workspaceId: first.workspaceId,
      siteId: null,
      scopes: API_KEY_SCOPES.filter((scope) => scope !== 'apiKeys.manage'),
    });
    expect(await setUpInstallation({ ...INPUT, siteOrigin: 'HTTPS://shop.example.com/' })).toEqual({
      ...first,
      apiKey: null,
    });
    expect(await systemDb.site.count()).toBe(1);
    expect(await systemDb.apiKey.count()).toBe(1);
  });

  it('adds a further site to the same workspace', async () => {
    const first = await setUpInstallation(INPUT);
    const second = await setUpInstallation({ ...INPUT, siteName: 'Blog', siteOrigin: 'https://blog.example.com' });
    expect(second.workspaceId).toBe(first.workspaceId);
    expect(second.siteId).not.toBe(first.siteId);
    expect(second.apiKey).toMatch(/^bk_/);
  });

  it('makes one of everything when several run at once', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => setUpInstallation(INPUT)));
    expect(new Set(results.map((result) => result.siteId)).size).toBe(1);
    expect(results.filter((result) => result.apiKey !== null)).toHaveLength(1);
  });

  it('says clearly when there is another owner or the password is wrong', async () => {
    await setUpInstallation(INPUT);
    for (const wrong of [
      { ...INPUT, password: 'another kettle eighteen' },
      { ...INPUT, email: 'else@example.com' },
    ]) {
      const error: AppError = await setUpInstallation(wrong).then(
        () => expect.fail('should have failed'),
        (thrown) => thrown,
      );
      expect(error.code).toBe('unauthenticated');
      expect(error.detail).toContain('has an owner already');
    }
    expect(await systemDb.user.count()).toBe(1);
  });

  it('names a wrong field', async () => {
    await expect(setUpInstallation({ ...INPUT, siteOrigin: 'http://shop.example.com' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'siteOrigin' }],
    });
    await expect(setUpInstallation({ ...INPUT, password: 'short' })).rejects.toMatchObject({
      fields: [{ path: 'password' }],
    });
  });
});
