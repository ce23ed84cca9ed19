import { formatCount } from '@/components/ui/format';
import type { Audience } from '@/lib/contracts/campaigns';

const or = new Intl.ListFormat('en', { type: 'disjunction' });

/** An audience as a sentence: "People in VIP or Berlin, but not in Lapsed". */
export function describeAudience(audience: Audience, segments: readonly { id: string; name: string }[]): string {
  if ('all' in audience) return 'Everyone';
  if ('rule' in audience) return 'People who match a rule sent by the API';
  if ('subscriberIds' in audience) return `${formatCount(audience.subscriberIds.length, 'chosen subscriber')}`;
  if ('externalIds' in audience)
    return `Devices of ${formatCount(audience.externalIds.length, 'chosen person', 'chosen people')}`;
  const name = (id: string) => segments.find((segment) => segment.id === id)?.name ?? 'a removed segment';
  const included = `People in ${or.format(audience.include.map(name))}`;
  return audience.exclude?.length ? `${included}, but not in ${or.format(audience.exclude.map(name))}` : included;
}

/** "12,408 subscribers", or "about 412,000 subscribers" while that is an estimate. */
export function audienceNumber(count: number, isAbout: boolean): string {
  return `${isAbout ? 'about ' : ''}${formatCount(count, 'subscriber')}`;
}
