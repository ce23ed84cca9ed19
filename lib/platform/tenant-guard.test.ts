import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { db, systemDb } from './db';
import { TenantLeakError } from './tenant-guard';

/** The planted leaks are exactly what the types would allow a hurried author to write. */
const leaks: Record<string, () => Promise<unknown>> = {
  'findMany without where': () => db.subscriber.findMany(),
  'findFirst by something else': () => db.campaign.findFirst({ where: { name: 'x' } }),
  'findUnique by id alone': () => db.site.findUnique({ where: { id: 1n } }),
  'a tenant that is undefined, which Prisma would drop': () =>
    db.segment.findMany({ where: { siteId: undefined as unknown as bigint } }),
  'a tenant inside OR, which widens': () => db.segment.findMany({ where: { OR: [{ siteId: 1n }, { name: 'x' }] } }),
  'update by id alone': () => db.campaign.update({ where: { id: 1n }, data: { siteId: 1n } }),
  'updateMany of all': () => db.subscriber.updateMany({ where: {}, data: { isTest: true } }),
  'deleteMany of all': () => db.apiKey.deleteMany(),
  'count of all': () => db.subscriber.count(),
  'aggregate of all': () => db.runCounter.aggregate({ _sum: { plannedCount: true } }),
  'groupBy of all': () => db.subscriber.groupBy({ by: ['country'] }),
  'createMany with one row that has no tenant': () =>
    db.topic.createMany({
      data: [
        { siteId: 1n, key: 'a', name: 'A' },
        { key: 'b', name: 'B' } as { siteId: bigint; key: string; name: string },
      ],
    }),
};

describe('the tenant guard', () => {
  it.each(Object.entries(leaks))('refuses %s before it is sent', async (_name, leak) => {
    await expect(leak()).rejects.toThrow(TenantLeakError);
  });

  it('lets through what names its tenant, and finds only that tenant’s rows', async () => {
    const workspace = await db.workspace.create({ data: { name: 'W' } });
    const site = (name: string, siteKey: string) =>
      db.site.create({
        data: {
          workspaceId: workspace.id,
          name,
          siteKey,
          allowedOrigins: [],
          vapidSubject: 'mailto:a@b.example',
          identitySecretSealed: new Uint8Array(1),
          prompt: {},
        },
      });
    const [one, two] = [await site('One', 'key-1'), await site('Two', 'key-2')];
    await db.topic.createMany({ data: [{ siteId: one.id, key: 'a', name: 'A' }] });
    expect(await db.topic.count({ where: { siteId: one.id } })).toBe(1);
    expect(await db.topic.count({ where: { siteId: two.id } })).toBe(0);
    expect(await systemDb.topic.count()).toBe(1);
  });

  it('knows every table that carries a tenant column', () => {
    const schema = readFileSync('prisma/schema.prisma', 'utf8');
    const guard = readFileSync('lib/platform/tenant-guard.ts', 'utf8');
    // These are read across tenants by nature: the first has no tenant, the other belongs to a push service.
    const models = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].filter(([, , body]) =>
      /^\s+(workspaceId|siteId)\s/m.test(body ?? ''),
    );
    expect(models.length).toBeGreaterThan(10);
    for (const [, name] of models) expect(guard).toMatch(new RegExp(`^  ${name}: \\[`, 'm'));
  });
});
