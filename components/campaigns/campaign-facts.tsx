import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCount, formatDuration, formatNumber } from '@/components/ui/format';
import type { PassedPolicy } from '@/lib/contracts/schedules';
import { type CampaignNames, describeRule } from '@/lib/contracts/segment-text';
import type { SegmentView } from '@/lib/contracts/segments';
import { AbTestFacts } from './ab-test-facts';
import { describeAudience } from './audience-text';
import type { StoredCampaign } from './composer.types';
import { languageName } from './language-names';
import { describeSchedule, zoneName } from './schedule-text';

const URGENCIES: Record<StoredCampaign['urgency'], string> = {
  'very-low': 'Can wait',
  low: 'News and offers',
  normal: 'Soon',
  high: 'At once',
};

const PASSED: Record<PassedPolicy, string> = {
  next_day: 'Sent at the same time one day later',
  now: 'Sent at once',
  skip: 'Left out',
};

interface CampaignFactsProps {
  campaign: StoredCampaign;
  segments: SegmentView[];
  /** Of the campaigns that the segments' rules refer to. */
  campaigns: CampaignNames;
  /** `/s/{siteId}` */
  basePath: string;
}

/** Audience, links and settings of a campaign, in words. */
export function CampaignFacts({ campaign, segments, campaigns, basePath }: CampaignFactsProps) {
  const { audience, message } = campaign;
  const named = 'include' in audience ? [...audience.include, ...(audience.exclude ?? [])] : [];
  const languages = Object.keys(campaign.translations).map(languageName);
  const used = segments.filter((segment) => named.includes(segment.id));
  return (
    <Card aria-labelledby="campaign-details">
      <CardHeader title="Details" titleId="campaign-details" />
      <CardBody>
        <dl className="grid gap-3 text-sm">
          <Fact label="Audience">
            {describeAudience(audience, segments)}
            {used.map((segment) => (
              <span key={segment.id} className="mt-1 block text-muted">
                <Link
                  href={`${basePath}/segments/${segment.id}`}
                  className="text-accent-ink underline underline-offset-2"
                >
                  {segment.name}
                </Link>
                : {describeRule(segment.rule, campaigns)}
              </span>
            ))}
          </Fact>
          {campaign.abTest && !campaign.launchedAt ? (
            <Fact label="A/B test">
              <AbTestFacts abTest={campaign.abTest} message={message} />
            </Fact>
          ) : null}
          {languages.length > 0 ? <Fact label="Languages">{languages.join(', ')}, and one for all others</Fact> : null}
          {message.url ? <Fact label="Link">{message.url}</Fact> : null}
          {message.actions?.map((action, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons at most, told apart by their place
            <Fact key={index} label={`Button ${index + 1}`}>
              {action.title} → {action.url}
            </Fact>
          ))}
          {message.utm ? (
            <Fact label="UTM tags">
              {Object.entries(message.utm)
                .map(([name, value]) => `${name}: ${value}`)
                .join(', ')}
            </Fact>
          ) : null}
          {campaign.schedule ? <Fact label="When">{describeSchedule(campaign.schedule)}</Fact> : null}
          {campaign.schedule?.kind === 'local_time' ? (
            <>
              <Fact label="Zone unknown">{zoneName(campaign.schedule.fallbackTimezone)}</Fact>
              <Fact label="Time passed">{PASSED[campaign.schedule.whenPassed]}</Fact>
            </>
          ) : null}
          {campaign.schedule?.kind === 'best_time' ? (
            <>
              <Fact label="Too little known">The site’s best hour; where none is known, at the start</Fact>
              <Fact label="Zone unknown">{zoneName(campaign.schedule.fallbackTimezone)}</Fact>
            </>
          ) : null}
          <Fact label="Keeps trying">{formatTtl(campaign.ttlSeconds)}</Fact>
          <Fact label="Urgency">{URGENCIES[campaign.urgency]}</Fact>
          <Fact label="Pace">
            {campaign.throttlePerMinute
              ? `At most ${formatNumber(campaign.throttlePerMinute)} a minute`
              : 'As fast as possible'}
          </Fact>
          {campaign.ambiguityPolicy === 'skip' ? (
            <Fact label="Lost connections">Not sent again; counted as unknown</Fact>
          ) : null}
        </dl>
      </CardBody>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-3">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function formatTtl(seconds: number): string {
  if (seconds % 86_400 !== 0) return formatDuration(seconds);
  return formatCount(seconds / 86_400, 'day');
}
