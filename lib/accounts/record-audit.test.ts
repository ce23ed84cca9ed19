import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { createOwner } from './create-owner';
import { recordAudit } from './record-audit';

let owner: UserActor;

beforeAll(async () => {
  owner = await createOwner({ email: 'ada@example.com', password: 'four random words here' });
  await recordAudit(owner, 'site.create', 'site_0000000000001', { name: 'Shop' });
});

test.each(["UPDATE audit_entries SET action = 'nothing'", 'DELETE FROM audit_entries'])(
  'the database itself refuses to change what was recorded: %s',
  async (statement) => {
    await expect(pool.query(statement)).rejects.toThrow('append-only');
    const { rows } = await pool.query<{ action: string }>('SELECT action FROM audit_entries ORDER BY id');
    expect(rows.map((row) => row.action)).toContain('site.create');
  },
);
