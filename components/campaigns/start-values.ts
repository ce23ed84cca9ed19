import type { Audience } from '@/lib/contracts/campaigns';
import type { StoredCampaign } from './composer.types';
import { type ComposerValues, EMPTY_VALUES, toValues } from './composer-values';

/**
 * What the composer's form begins with.
 * @param campaign null: a new one
 * @param audience of a new one; everyone unless told
 */
export function startValues(
  campaign: StoredCampaign | null,
  audience: Audience | undefined,
  timeZone: string,
): ComposerValues {
  if (campaign) return toValues(campaign, timeZone);
  if (audience && 'include' in audience)
    return { ...EMPTY_VALUES, audienceKind: 'segments', include: audience.include, exclude: audience.exclude ?? [] };
  return EMPTY_VALUES;
}
