'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { useAnswer } from '@/components/ui/use-answer';
import type { Audience } from '@/lib/contracts/campaigns';
import type { ComposerActions } from './composer.types';

interface AudienceSampleProps {
  /** Null while no segment is chosen. */
  audience: Audience | null;
  sample: ComposerActions['sampleAudience'];
  subscribersPath: string;
}

/** Some of those who will get it, when somebody wants to see them; nobody of the excluded segments is among them. */
export function AudienceSample({ audience, sample, subscribersPath }: AudienceSampleProps) {
  const [isOpen, setOpen] = useState(false);
  const key = audience ? JSON.stringify(audience) : '';
  const { data, isWaiting, failure, retry } = useAnswer({
    key: isOpen && key ? key : null,
    ask: () => sample(JSON.parse(key)),
    failure: 'They could not be loaded.',
  });
  const people = isWaiting || failure ? null : data?.subscribers;
  if (!key) return null;
  return (
    <div className="grid gap-2">
      <Button
        variant="ghost"
        size="sm"
        className="justify-self-start"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide them' : 'Show some of them'}
      </Button>
      {isOpen && failure && !isWaiting ? <QuietFailure onRetry={retry}>{failure}</QuietFailure> : null}
      {isOpen && isWaiting ? <Skeleton className="h-24" /> : null}
      {isOpen && people?.length === 0 ? <p className="text-muted text-sm">Nobody is in this audience yet.</p> : null}
      {isOpen && people && people.length > 0 ? (
        <ul aria-label="Some who will get it" className="-mx-2">
          {people.map(({ id, label, detail, lastSeenAt }) => (
            <li key={id}>
              {/* In a tab of its own: the draft stays where it is. */}
              <a
                href={`${subscribersPath}/${id}`}
                target="_blank"
                rel="noreferrer"
                className="flex items-baseline gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-subtle"
              >
                <span className="min-w-0 flex-1 truncate">
                  {label} <span className="text-muted">{detail}</span>
                </span>
                <RelativeTime at={lastSeenAt} className="shrink-0 text-muted text-xs" />
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
