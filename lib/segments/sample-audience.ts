import type { Actor } from '@/lib/contracts/actors';
import { type Audience, AudienceInput } from '@/lib/contracts/campaigns';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { now } from '@/lib/platform/clock';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { compileFrozenAudience } from './compile-frozen-audience';
import { freezeAudience } from './freeze-audience';

const SAMPLE_SIZE = 8;

/**
 * The newest few whom an audience has at this moment: those of its segments, without those of the excluded ones.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a segment that is not there
 */
export async function sampleAudience(actor: Actor, siteId: string, input: Audience): Promise<SubscriberView[]> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const audience = await freezeAudience(site, parse(AudienceInput, input), now());
  const { items } = await listSubscribers(actor, siteId, { limit: SAMPLE_SIZE, status: 'active' }, (params) =>
    compileFrozenAudience(audience, params, site),
  );
  return items;
}
