import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { call, keepOwner, site, token } from './test-kit/owner-calls';

keepOwner();

describe('Idempotency-Key', () => {
  const post = (key: string, name: string, given = token) =>
    call('POST', '/api/v1/sites', { json: site(name), headers: { 'idempotency-key': key }, token: given });

  it('gives the same answer to the same request, without doing it again', async () => {
    const first = await post('k1', 'Once');
    const again = await post('k1', 'Once');
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
    expect(again.response.headers.get('location')).toBe(first.response.headers.get('location'));
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
    expect(first.response.headers.has('idempotent-replayed')).toBe(false);
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM sites WHERE name = 'Once'");
    expect(rows[0].n).toBe(1);
  });

  it('refuses another request under the same key', async () => {
    await post('k2', 'A');
    expect((await post('k2', 'B')).json).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it('does it once when twenty come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('k3', 'Twenty')));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.filter((answer) => !answer.response.headers.has('idempotent-replayed'))).toHaveLength(1);
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM sites WHERE name = 'Twenty'");
    expect(rows[0].n).toBe(1);
  });

  it('keeps a refusal, takes over what a dead process left and forgets after 30 days', async () => {
    const bad = () => call('POST', '/api/v1/sites', { json: {}, headers: { 'idempotency-key': 'k4' } });
    expect((await bad()).text).toBe((await bad()).text);

    await post('k5', 'Left');
    await pool.query(
      "UPDATE idempotency_keys SET status = NULL, response = NULL, created_at = now() - interval '3 minutes' WHERE key = 'k5'",
    );
    expect((await post('k5', 'Left')).response.headers.has('idempotent-replayed')).toBe(false);

    await pool.query("UPDATE idempotency_keys SET created_at = now() - interval '31 days' WHERE key = 'k1'");
    expect((await post('k1', 'Anything')).status).toBe(201);
  });

  it('answers 409 while the first is under way for long', { timeout: 10_000 }, async () => {
    await post('k6', 'Slow');
    await pool.query("UPDATE idempotency_keys SET status = NULL, response = NULL WHERE key = 'k6'");
    const answer = await post('k6', 'Slow');
    expect(answer.json).toMatchObject({ status: 409, code: 'request_in_progress' });
    expect(answer.response.headers.get('retry-after')).toBe('1');
  });

  it('refuses a key that is none', async () => {
    expect((await post('a b', 'x')).json.errors[0].path).toBe('Idempotency-Key');
    expect((await post('x'.repeat(256), 'x')).status).toBe(422);
  });
});
