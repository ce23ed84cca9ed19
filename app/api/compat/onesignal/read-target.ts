import { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import type { Audience } from '@/lib/contracts/campaigns';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { listSegments } from '@/lib/segments/list-segments';
import { invalidField, unsupported } from '../read-body';
import { walkPages } from '../walk-pages';
import { toRule } from './filters';
import { tryFromUuid } from './uuid';

/** OneSignal's own segments that mean everyone. */
const EVERYONE = new Set(['subscribed users', 'active subscriptions', 'total subscriptions', 'all']);

/** Found by name among the newest; of two with one name the newer counts. */
const MAX_SEGMENTS = 2_000;

const names = z.array(z.string().min(1).max(255)).min(1, 'needs at least one entry').max(20_000);
const TargetBody = z.object({
  included_segments: names.optional(),
  excluded_segments: names.optional(),
  include_aliases: z.record(z.string(), names).optional(),
  target_channel: z.string().optional(),
  include_subscription_ids: names.optional(),
  /** Names of the two in the API before 2023, which onesignal-node 3 sends. */
  include_player_ids: names.optional(),
  include_external_user_ids: names.optional(),
  channel_for_external_user_ids: z.string().optional(),
});

export const TARGET_FIELDS: readonly string[] = [...Object.keys(TargetBody.shape), 'filters'];

export interface Target {
  /** Null when it can be nobody. */
  audience: Audience | null;
  /** Ids that are none of ours, as given. */
  invalidIds: string[];
}

/**
 * Whom a notification is for. Exactly one way of targeting must be used, as there.
 * @throws AppError `invalid_input`; `forbidden` when a segment is named and the key may not read segments
 */
export async function readTarget(actor: Actor, siteId: string, body: Record<string, unknown>): Promise<Target> {
  // Clients send empty lists for what is not used.
  const given = Object.fromEntries(
    Object.entries(body).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
  const target = parse(TargetBody, given);
  const externalIds = target.include_external_user_ids ?? readAliases(target.include_aliases);
  const subscriptionIds = target.include_subscription_ids ?? target.include_player_ids;
  const used = [target.included_segments, given.filters, externalIds, subscriptionIds].filter(Boolean);
  if (used.length === 0) {
    throw new AppError('bad_request', {
      detail: 'You must include which players, segments, or tags you wish to send this notification to.',
    });
  }
  if (used.length > 1) {
    const which = 'included_segments, filters, include_aliases and include_subscription_ids';
    throw new AppError('bad_request', { detail: `Use one way of targeting only: ${which} exclude each other.` });
  }
  for (const field of ['target_channel', 'channel_for_external_user_ids'] as const) {
    if (target[field] !== undefined && target[field] !== 'push') {
      throw unsupported(`${field} ${target[field]}`, 'it sends web push only');
    }
  }
  if (target.excluded_segments && !target.included_segments) {
    throw invalidField('excluded_segments', 'can only be used with included_segments');
  }
  if (given.filters) return { audience: { rule: toRule(given.filters) }, invalidIds: [] };
  if (externalIds) return { audience: { externalIds }, invalidIds: [] };
  if (subscriptionIds) {
    const read = subscriptionIds.map((id) => [id, tryFromUuid('subscriber', id)] as const);
    const subscriberIds = read.flatMap(([, id]) => (id === null ? [] : [id]));
    const invalidIds = read.flatMap(([id, known]) => (known === null ? [id] : []));
    return { audience: subscriberIds.length > 0 ? { subscriberIds } : null, invalidIds };
  }
  const audience = await segmentsAudience(
    actor,
    siteId,
    target.included_segments ?? [],
    target.excluded_segments ?? [],
  );
  return { audience, invalidIds: [] };
}

function readAliases(aliases: Record<string, string[]> | undefined): string[] | undefined {
  if (!aliases) return undefined;
  const other = Object.keys(aliases).find((label) => label !== 'external_id');
  if (other !== undefined) throw unsupported(`include_aliases.${other}`, 'the only alias is external_id');
  return aliases.external_id;
}

async function segmentsAudience(
  actor: Actor,
  siteId: string,
  included: readonly string[],
  excluded: readonly string[],
): Promise<Audience> {
  const isEveryone = included.some((name) => EVERYONE.has(name.toLowerCase()));
  if (isEveryone && excluded.length === 0) return { all: true };
  const segments = await walkPages((page) => listSegments(actor, siteId, page), 0, MAX_SEGMENTS);
  const find = (field: string, wanted: readonly string[]) =>
    wanted.map((name) => {
      const found = segments.find((segment) => segment.name === name);
      if (!found) throw invalidField(field, `names a segment that this site does not have: ${name}`);
      return found;
    });
  const exclude = find('excluded_segments', excluded);
  if (isEveryone) return { rule: { op: 'not', rule: { op: 'or', rules: exclude.map((segment) => segment.rule) } } };
  const include = find('included_segments', included);
  return {
    include: include.map((segment) => segment.id),
    ...(exclude.length > 0 && { exclude: exclude.map((segment) => segment.id) }),
  };
}
