'use client';

import { CircleAlert, CircleCheck } from 'lucide-react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import type { Message } from '@/lib/contracts/messages';
import { AudienceNumber } from './audience-section';
import { ByteMeter } from './byte-meter';
import type { ComposerProblem } from './composer-values';
import { MessagePreview } from './message-preview';
import type { AudienceCount } from './use-audience-count';

interface ComposerSideProps {
  message: Partial<Message>;
  bytes: number;
  count: AudienceCount;
  audienceText: string;
  /** Null while the rules are still loading. */
  problems: ComposerProblem[] | null;
  onOpenProblem: (problem: ComposerProblem) => void;
  siteName: string;
  siteHost: string;
}

/** What stays in view while composing: how it looks, who gets it, how large it is, what is still wrong. */
export function ComposerSide(props: ComposerSideProps) {
  const { message, bytes, count, audienceText, problems, onOpenProblem, siteName, siteHost } = props;
  return (
    <div className="grid gap-4">
      <Card aria-labelledby="composer-preview">
        <CardHeader title="Preview" titleId="composer-preview" />
        <CardBody>
          <MessagePreview message={message} siteName={siteName} siteHost={siteHost} />
        </CardBody>
      </Card>
      <Card aria-labelledby="composer-check">
        <CardHeader title="Before it goes" titleId="composer-check" />
        <CardBody className="grid gap-4">
          <div className="flex items-baseline justify-between gap-3 text-sm">
            <span className="min-w-0 truncate text-muted" title={audienceText}>
              {audienceText}
            </span>
            <AudienceNumber count={count} />
          </div>
          <ByteMeter bytes={bytes} />
          <div aria-live="polite">
            {problems === null ? (
              <Skeleton className="w-28" />
            ) : problems.length === 0 ? (
              <p className="flex items-center gap-2 text-sm text-success-ink">
                <CircleCheck aria-hidden className="size-4 shrink-0" /> Ready to go
              </p>
            ) : (
              <ul className="grid gap-0.5">
                {problems.map((problem) => (
                  <li key={problem.path + problem.message}>
                    <button
                      type="button"
                      onClick={() => onOpenProblem(problem)}
                      className="-mx-2 flex w-[calc(100%+1rem)] items-start gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-subtle"
                    >
                      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning-ink" />
                      <span>
                        <span className="font-medium">{problem.label}</span>{' '}
                        <span className="text-muted">{problem.message}</span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </CardBody>
      </Card>
    </div>
  );
}
