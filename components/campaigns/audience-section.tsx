'use client';

import { Layers, Users } from 'lucide-react';
import Link from 'next/link';
import { useFormContext, useWatch } from 'react-hook-form';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { latePart } from '@/components/ui/late-part';
import { RadioGroup } from '@/components/ui/radio-group';
import { Skeleton } from '@/components/ui/skeleton';
import { AudienceNumber } from './audience-number';
import { AudienceSample } from './audience-sample';
import type { ComposerActions, SegmentOption } from './composer.types';
import { type ComposerValues, toAudience } from './composer-values';
import type { AudienceCount } from './use-audience-count';

const SegmentSelect = latePart(
  () => import('./segment-select').then((module) => module.SegmentSelect),
  ({ failure }) => failure ?? <Skeleton className="h-14" />,
);

interface AudienceSectionProps {
  segments: SegmentOption[];
  count: AudienceCount;
  /** `/s/{siteId}` */
  basePath: string;
  sample: ComposerActions['sampleAudience'];
}

/** Everyone, or the people of some segments without those of others. */
export function AudienceSection({ segments, count, basePath, sample }: AudienceSectionProps) {
  const { setValue, getValues, formState } = useFormContext<ComposerValues>();
  const [kind, include, exclude] = useWatch<ComposerValues, ['audienceKind', 'include', 'exclude']>({
    name: ['audienceKind', 'include', 'exclude'],
  });
  const change = { shouldDirty: true, shouldValidate: true } as const;
  const isBare = segments.length + include.length + exclude.length === 0;
  if (kind === 'fixed') {
    return (
      <Card aria-labelledby="composer-audience">
        <CardHeader title="Audience" titleId="composer-audience" />
        <CardBody>
          <Callout
            action={
              <button
                type="button"
                className="font-medium text-accent-ink text-sm hover:underline"
                onClick={() => setValue('audienceKind', 'all', change)}
              >
                Choose another
              </button>
            }
          >
            A fixed list of people, made through the API.
          </Callout>
        </CardBody>
      </Card>
    );
  }
  return (
    <Card aria-labelledby="composer-audience">
      <CardHeader title="Audience" titleId="composer-audience" actions={<AudienceNumber count={count} />} />
      <CardBody className="grid gap-4">
        <RadioGroup
          legend="Who gets it"
          hideLegend
          variant="cards"
          className="sm:grid-cols-2"
          value={kind}
          onValueChange={(value) => setValue('audienceKind', value, change)}
          options={[
            { value: 'all', label: 'Everyone', icon: <Users />, description: 'All active subscribers of this site' },
            { value: 'segments', label: 'Segments', icon: <Layers />, description: 'Some, with others left out' },
          ]}
        />
        {kind === 'segments' && isBare ? (
          <Callout
            action={
              <Link href={`${basePath}/segments/new`} className="font-medium text-accent-ink text-sm hover:underline">
                New segment
              </Link>
            }
          >
            There is no segment yet. This draft is kept while you make one.
          </Callout>
        ) : null}
        {kind === 'segments' && !isBare ? (
          <div className="grid gap-4 sm:grid-cols-2">
            <SegmentSelect
              label="Send to people in"
              placeholder="Choose segments"
              error={formState.errors.include?.message}
              segments={segments}
              value={include}
              onChange={(ids) => {
                setValue('include', ids, change);
                // Somebody who is left out as well would get nothing, and nobody would see why.
                const left = exclude.filter((id) => !ids.includes(id));
                if (left.length < exclude.length) setValue('exclude', left, change);
              }}
            />
            <SegmentSelect
              label="But not to people in"
              placeholder="Nobody is left out"
              segments={segments}
              without={include}
              value={exclude}
              onChange={(ids) => setValue('exclude', ids, change)}
            />
          </div>
        ) : null}
        {kind === 'segments' ? (
          <AudienceSample
            audience={toAudience({ ...getValues(), audienceKind: kind, include, exclude })}
            sample={sample}
            subscribersPath={`${basePath}/subscribers`}
          />
        ) : null}
        {count.error ? (
          <Callout tone="warning" live>
            {count.error}
          </Callout>
        ) : null}
      </CardBody>
    </Card>
  );
}
