import { beforeAll, describe, expect, it } from 'vitest';
import { SendMessageInput } from '@/lib/contracts/transactional';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { insertMessage, insertMessageQuery, insertMessagesQuery, type NewMessage } from './insert-message';

let workspaceId: bigint;
let siteId: bigint;
const input = SendMessageInput.parse({
  message: { title: 'Hello', url: 'https://shop.example/' },
  audience: { externalIds: ['user-7'] },
});

beforeAll(async () => {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  workspaceId = rows[0]?.id ?? 0n;
  const site = await createSite(
    { kind: 'system', workspaceId: encodeId('workspace', workspaceId) },
    { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:a@shop.example' },
  );
  siteId = decodeId('site', site.id);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id)
     SELECT $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea), 1, 'x', 'y', 1, 'user-' || n
     FROM generate_series(1, 20000) n`,
    [siteId],
  );
  await pool.query('ANALYZE');
}, 60_000);

const byExternalId = { kind: 'externalIds' as const, externalIds: ['user-7', 'user-8'] };
const byId = { kind: 'subscribers' as const, ids: [encodeId('subscriber', 5n)] };
const german = [{ language: 'de', message: { ...input.message, title: 'Hallo' } }];

function newMessage(
  selection: NewMessage['selection'],
  translations: NewMessage['content']['translations'] = [],
): NewMessage {
  return { workspaceId, siteId, input, content: { message: input.message, translations }, selection };
}

async function readPlan({ text, params }: { text: string; params: unknown[] }): Promise<string> {
  const { rows } = await pool.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) ${text}`, params);
  return JSON.stringify(rows[0]?.['QUERY PLAN']);
}

function expectKeys(plan: string): void {
  expect(plan).toContain('"Relation Name":"subscribers"');
  expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"subscribers"/);
}

describe('the statement that stores a message', () => {
  it.each([
    ['externalIds', byExternalId, []],
    ['subscriberIds', byId, []],
    ['externalIds, in two languages', byExternalId, german],
  ])('finds its recipients by key: %s', async (_name, selection, translations) => {
    expectKeys(await readPlan(insertMessageQuery(newMessage(selection, translations))));
  });

  it('finds those of several messages by key', async () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      newMessage({ kind: 'externalIds', externalIds: [`user-${i}`, `user-${i + 500}`] }),
    );
    expectKeys(await readPlan(insertMessagesQuery([...many, newMessage(byId)])));
  });
});

describe('messages that share a statement', () => {
  /** All that a message leaves behind, without its id and its instants. */
  async function readStored(id: bigint) {
    const { rows } = await pool.query(
      `SELECT r.site_id, r.campaign_id, r.lane, r.status, r.messages, r.audience - 'asOf' AS audience, r.ttl_seconds,
         r.urgency, r.ambiguity_policy, r.languages, r.shard_count, r.bound_subscriber_id, r.cursor_subscriber_id,
         r.audience_count, r.planned_at IS NULL AS unplanned, r.finished_at IS NULL AS open,
         round(extract(epoch FROM r.expires_at - r.created_at)) AS seconds,
         (SELECT jsonb_agg(to_jsonb(c) - 'run_id') FROM run_counters c WHERE c.run_id = r.id) AS counters,
         (SELECT jsonb_agg(to_jsonb(d) - 'run_id' - 'due_at' ORDER BY d.subscriber_id) FROM deliveries d WHERE d.run_id = r.id)
           AS deliveries
       FROM runs r WHERE r.id = $1`,
      [id],
    );
    return rows;
  }

  it('are stored as each would be alone', async () => {
    const [one] = (
      await pool.query<{ id: bigint }>(`SELECT id FROM subscribers WHERE site_id = $1 AND external_id = 'user-1'`, [
        siteId,
      ])
    ).rows;
    await pool.query(
      `UPDATE subscribers SET external_id = 'user-2' WHERE site_id = $1 AND external_id IN ('user-3', 'user-4')`,
      [siteId],
    );
    await pool.query(`UPDATE subscribers SET status = 'gone' WHERE site_id = $1 AND external_id = 'user-5'`, [siteId]);
    const messages: NewMessage[] = [
      newMessage(byExternalId),
      newMessage({ kind: 'externalIds', externalIds: ['user-2'] }),
      newMessage({ kind: 'externalIds', externalIds: ['user-5', 'nobody'] }),
      newMessage({ kind: 'subscribers', ids: [encodeId('subscriber', one?.id ?? 0n)] }),
      newMessage({ kind: 'subscribers', ids: [encodeId('subscriber', 5n)] }),
      { ...newMessage(byExternalId), input: { ttlSeconds: 90, urgency: 'very-low', ambiguityPolicy: 'skip' } },
      {
        ...newMessage(byExternalId),
        content: { message: { ...input.message, title: '{"a": \'b\', \\ "c"} – Grüße 🎉' }, translations: [] },
      },
    ];
    const alone: unknown[] = [];
    for (const message of messages) {
      // A call by itself is a group of one; the statement of its own is the one that names no group.
      const { text, params } = insertMessageQuery(message);
      const { rows } = await pool.query<{ id: bigint }>(text, params);
      alone.push(await readStored(rows[0]?.id ?? 0n));
    }
    const shared = await Promise.all(messages.map(insertMessage));
    const stored = await Promise.all(shared.map((message) => readStored(message?.id ?? 0n)));
    expect(stored).toEqual(alone);
    expect(shared.map((message) => message?.audienceCount)).toEqual([2, 3, 0, 1, 0, 2, 2]);
  });

  it('do not reach into another workspace, and one that cannot be stored does not take the others along', async () => {
    const broken = { ...input.message, title: 'a\u0000b' };
    const answers = await Promise.allSettled([
      insertMessage(newMessage(byExternalId)),
      insertMessage({ ...newMessage(byExternalId), workspaceId: workspaceId + 1n }),
      insertMessage({ ...newMessage(byExternalId), content: { message: broken, translations: [] } }),
      insertMessage(newMessage(byExternalId)),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value?.audienceCount : 'broken'))).toEqual([
      2,
      undefined,
      'broken',
      2,
    ]);
  });
});
