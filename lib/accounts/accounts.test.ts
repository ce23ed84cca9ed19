import { beforeEach, describe, expect, it } from 'vitest';
import type { UserActor } from '@/lib/contracts/actors';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { changePassword } from './change-password';
import { createOwner } from './create-owner';
import { hasOwner } from './has-owner';
import { listAudit } from './list-audit';
import { listWorkspaces } from './list-workspaces';
import { recordAudit } from './record-audit';
import { resolveSession } from './resolve-session';
import { revokeSessions } from './revoke-sessions';
import { ATTEMPT_LIMITS } from './throttle-attempt';
import { verifySignIn } from './verify-sign-in';

const EMAIL = 'owner@example.com';
const PASSWORD = 'violet kettle seventeen';
const ADDRESS = '203.0.113.0/24';

beforeEach(async () => {
  await pool.query('TRUNCATE users, workspaces, auth_throttles, audit_entries CASCADE');
});

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('createOwner', () => {
  it('makes user, workspace and ownership; stores argon2id with the parameters of OWASP', async () => {
    expect(await hasOwner()).toBe(false);
    const owner = await createOwner({ email: ' Owner@Example.COM ', password: PASSWORD, workspaceName: 'Acme' });
    expect(owner).toMatchObject({ kind: 'user', role: 'owner', email: EMAIL, name: 'owner' });
    expect(await hasOwner()).toBe(true);
    expect(await listWorkspaces(owner)).toEqual([
      { id: owner.workspaceId, name: 'Acme', role: 'owner', isSample: false },
    ]);
    const user = await systemDb.user.findUniqueOrThrow({ where: { email: EMAIL } });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('lets one of ten at once win', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => createOwner({ email: `owner${i}@example.com`, password: PASSWORD })),
    );
    const lost = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code);
    expect(lost).toEqual(new Array(9).fill('already_set_up'));
    expect(await systemDb.user.count()).toBe(1);
    expect(await systemDb.workspace.count()).toBe(1);
  });

  it.each([
    ['too short', 'kettle 17', 'password', 'needs at least 12 characters'],
    ['common', 'password1234', 'password', 'is too common'],
    ['the address itself', 'owner@example.com', 'password', 'is too common'],
    ['NUL', 'violet kettle\0', 'password', 'NUL'],
  ])('refuses a password that is %s', async (_name, password, path, message) => {
    const { code, fields } = await failure(createOwner({ email: EMAIL, password }));
    expect(code).toBe('invalid_input');
    expect(fields).toEqual([{ path, message: expect.stringContaining(message) }]);
    expect(await hasOwner()).toBe(false);
  });

  it.each(['', 'nobody', 'a@b@c', 'a b@c.de'])('refuses the address %j', async (email) => {
    expect((await failure(createOwner({ email, password: PASSWORD }))).fields[0]?.path).toBe('email');
  });
});

describe('verifySignIn', () => {
  it('takes the right password, however the address is written', async () => {
    const owner = await createOwner({ email: EMAIL, password: PASSWORD });
    expect(await verifySignIn({ email: ' OWNER@example.com', password: PASSWORD }, ADDRESS)).toEqual({
      userId: owner.userId,
      name: 'owner',
      email: EMAIL,
      sessionVersion: 1,
    });
    const user = await systemDb.user.findUniqueOrThrow({ where: { email: EMAIL } });
    expect(user.lastSignInAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('takes a password typed in another Unicode form', async () => {
    await createOwner({ email: EMAIL, password: 'caf\u00e9 violet kettle' });
    await expect(verifySignIn({ email: EMAIL, password: 'cafe\u0301 violet kettle' }, null)).resolves.toBeTruthy();
  });

  it('says the same, in the same time, of a wrong password and an unknown account', async () => {
    await createOwner({ email: EMAIL, password: PASSWORD });
    await failure(verifySignIn({ email: 'warm@up.example', password: 'x' }, null));
    const wrong: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 7; i++) {
      let start = performance.now();
      const a = await failure(verifySignIn({ email: EMAIL, password: `wrong ${i}` }, null));
      wrong.push(performance.now() - start);
      start = performance.now();
      const b = await failure(verifySignIn({ email: `nobody${i}@example.com`, password: PASSWORD }, null));
      unknown.push(performance.now() - start);
      expect([a.code, a.detail]).toEqual([b.code, b.detail]);
    }
    // The quickest of each: what else runs on the machine makes some slower, and none quicker.
    // Without the hash made in vain the second takes a tenth of the first.
    const ratio = Math.min(...unknown) / Math.min(...wrong);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  it('throttles an account, with the wait, and even the right password waits', async () => {
    await createOwner({ email: EMAIL, password: PASSWORD });
    for (let i = 0; i < ATTEMPT_LIMITS.account; i++) {
      expect((await failure(verifySignIn({ email: EMAIL, password: 'wrong' }, null))).code).toBe('unauthenticated');
    }
    const blocked = await failure(verifySignIn({ email: EMAIL, password: PASSWORD }, null));
    expect(blocked.code).toBe('too_many_requests');
    expect(blocked.detail).toMatch(/^Too many attempts\. Try again in 1[45] minutes\.$/);
    expect(blocked.retryAfterSeconds).toBeGreaterThan(800);
    await pool.query(
      "UPDATE auth_throttles SET blocked_until = now() - interval '1 s', window_started_at = now() - interval '16 minutes'",
    );
    await expect(verifySignIn({ email: EMAIL, password: PASSWORD }, null)).resolves.toBeTruthy();
  });

  it('counts a burst of parallel guesses in full', async () => {
    await createOwner({ email: EMAIL, password: PASSWORD });
    const errors = await Promise.all(
      Array.from({ length: 30 }, (_, i) => failure(verifySignIn({ email: EMAIL, password: `guess ${i}` }, null))),
    );
    expect(errors.filter((error) => error.code === 'unauthenticated')).toHaveLength(ATTEMPT_LIMITS.account);
  });

  it('clears the account after success', async () => {
    await createOwner({ email: EMAIL, password: PASSWORD });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < ATTEMPT_LIMITS.account - 1; i++) {
        await failure(verifySignIn({ email: EMAIL, password: 'wrong' }, null));
      }
      await verifySignIn({ email: EMAIL, password: PASSWORD }, null);
    }
  });

  it('throttles a network that tries many accounts, others not', async () => {
    const tries = Array.from({ length: ATTEMPT_LIMITS.address + 5 }, (_, i) =>
      failure(verifySignIn({ email: `user${i}@example.com`, password: 'wrong' }, ADDRESS)),
    );
    const codes = (await Promise.all(tries)).map((error) => error.code);
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(5);
    const elsewhere = await failure(verifySignIn({ email: 'x@example.com', password: 'wrong' }, '198.51.100.0/24'));
    expect(elsewhere.code).toBe('unauthenticated');
  });

  it('stores neither address nor account in the clear', async () => {
    await failure(verifySignIn({ email: EMAIL, password: 'wrong' }, ADDRESS));
    const { rows } = await pool.query('SELECT t::text AS text FROM auth_throttles t');
    expect(rows).toHaveLength(2);
    expect(rows.map((row) => row.text).join()).not.toMatch(/owner|example|203/);
  });
});

describe('sessions', () => {
  it('resolve to the user until revoked', async () => {
    const owner = await createOwner({ email: EMAIL, password: PASSWORD });
    expect(await resolveSession(owner.userId, 1)).toEqual(owner);
    expect(await resolveSession(owner.userId, 2)).toBeNull();
    expect(await resolveSession('usr_nonsense', 1)).toBeNull();
    expect(await resolveSession(encodeId('user', 1n), 1)).toBeNull();
    await revokeSessions(owner);
    expect(await resolveSession(owner.userId, 1)).toBeNull();
    expect(await resolveSession(owner.userId, 2)).toEqual(owner);
  });

  it('open the workspace asked for when it is theirs, else their first real one', async () => {
    const owner = await createOwner({ email: EMAIL, password: PASSWORD });
    const { id: userId } = await systemDb.user.findUniqueOrThrow({ where: { email: EMAIL } });
    const sample = await systemDb.workspace.create({
      data: { name: 'Sample', isSample: true, memberships: { create: { userId, role: 'viewer' } } },
    });
    const strangers = await systemDb.workspace.create({ data: { name: 'Strangers' } });
    const open = (id: bigint) => resolveSession(owner.userId, 1, encodeId('workspace', id));
    expect(await open(sample.id)).toMatchObject({ workspaceId: encodeId('workspace', sample.id), role: 'viewer' });
    expect(await open(strangers.id)).toEqual(owner);
    expect(await resolveSession(owner.userId, 1, 'nonsense')).toEqual(owner);
    await systemDb.membership.deleteMany({ where: { userId } });
    expect(await resolveSession(owner.userId, 1)).toBeNull();
  });
});

describe('changePassword', () => {
  it('asks for the current one, refuses common ones and ends all sessions', async () => {
    const owner = await createOwner({ email: EMAIL, password: PASSWORD });
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(owner, { currentPassword, newPassword });
    expect((await failure(change('wrong', 'amber lantern nineteen'))).fields).toEqual([
      { path: 'currentPassword', message: 'is not your password' },
    ]);
    expect((await failure(change(PASSWORD, 'password1234'))).fields[0]?.path).toBe('newPassword');
    await change(PASSWORD, 'amber lantern nineteen');
    expect(await resolveSession(owner.userId, 1)).toBeNull();
    expect((await failure(verifySignIn({ email: EMAIL, password: PASSWORD }, null))).code).toBe('unauthenticated');
    await expect(verifySignIn({ email: EMAIL, password: 'amber lantern nineteen' }, null)).resolves.toBeTruthy();
  });
});

describe('audit', () => {
  it('lists what was done, newest first, in pages, to those who may read it', async () => {
    const owner = await createOwner({ email: EMAIL, password: PASSWORD, name: 'Ann' });
    const other = await systemDb.workspace.create({ data: { name: 'Other' } });
    await recordAudit({ kind: 'system', workspaceId: encodeId('workspace', other.id) }, 'site.create', 'site_x');
    await revokeSessions(owner);
    await recordAudit({ kind: 'system', workspaceId: owner.workspaceId }, 'site.create', 'site_1', { name: 'Shop' });
    const first = await listAudit(owner, { limit: 2 });
    expect(first.items.map(({ action, actorName, target }) => [action, actorName, target])).toEqual([
      ['site.create', 'System', 'site_1'],
      ['session.revoke_all', 'Ann', owner.userId],
    ]);
    expect(first.items[0]?.detail).toEqual({ name: 'Shop' });
    const second = await listAudit(owner, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items.map((item) => item.action)).toEqual(['workspace.create']);
    expect(second.nextCursor).toBeNull();
    const editor: UserActor = { ...owner, role: 'editor' };
    expect((await failure(listAudit(editor, { limit: 2 }))).code).toBe('forbidden');
  });
});
