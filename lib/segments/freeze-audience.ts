import type { Audience, FrozenAudience } from '@/lib/contracts/campaigns';
import type { SegmentRule } from '@/lib/contracts/segments';
import { db } from '@/lib/platform/db';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import { readRule } from './segment-view';

/**
 * An audience with its segments' rules in the place of their names, as of one instant: later edits change nothing.
 * Subscribers and external ids that the site does not have are simply nobody.
 *
 * @param asOf what "now" means in relative dates
 * @throws AppError `invalid_input` naming the field, for a segment that is unknown to this site or archived, and for
 *   a malformed subscriber id
 */
export async function freezeAudience(siteId: bigint, audience: Audience, asOf: Date): Promise<FrozenAudience> {
  return { asOf: asOf.toISOString(), selection: await freezeSelection(siteId, audience) };
}

async function freezeSelection(siteId: bigint, audience: Audience): Promise<FrozenAudience['selection']> {
  if ('all' in audience) return { kind: 'rule', include: [{ op: 'and', rules: [] }], exclude: [] };
  if ('rule' in audience) return { kind: 'rule', include: [audience.rule], exclude: [] };
  if ('externalIds' in audience) return { kind: 'externalIds', externalIds: [...new Set(audience.externalIds)] };
  if ('subscriberIds' in audience) {
    const problems = audience.subscriberIds.flatMap((id, index) =>
      tryDecodeId('subscriber', id) === null
        ? [{ path: `audience.subscriberIds.${index}`, message: 'is not a subscriber id' }]
        : [],
    );
    if (problems.length > 0) throw new AppError('invalid_input', { fields: problems.slice(0, 20) });
    return { kind: 'subscribers', ids: [...new Set(audience.subscriberIds)] };
  }
  const exclude = audience.exclude ?? [];
  const rules = await loadRules(siteId, [...audience.include, ...exclude]);
  const problems: FieldProblem[] = [];
  const resolve = (field: string, ids: string[]) =>
    ids.flatMap((id, index) => {
      const rule = rules.get(id);
      if (!rule) problems.push({ path: `audience.${field}.${index}`, message: 'names no segment of this site' });
      return rule ? [rule] : [];
    });
  const selection = {
    kind: 'rule' as const,
    include: resolve('include', audience.include),
    exclude: resolve('exclude', exclude),
  };
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  return selection;
}

async function loadRules(siteId: bigint, publicIds: string[]): Promise<Map<string, SegmentRule>> {
  const byNumber = new Map(
    publicIds.flatMap((publicId) => {
      const id = tryDecodeId('segment', publicId);
      return id === null ? [] : [[id, publicId] as const];
    }),
  );
  const segments = await db.segment.findMany({
    where: { siteId, id: { in: [...byNumber.keys()] }, archivedAt: null },
    select: { id: true, rule: true },
  });
  return new Map(segments.map((segment) => [byNumber.get(segment.id) ?? '', readRule(segment.rule)]));
}
