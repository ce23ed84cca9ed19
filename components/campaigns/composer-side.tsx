'use client';

import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { latePart } from '@/components/ui/late-part';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { Skeleton } from '@/components/ui/skeleton';
import type { Message } from '@/lib/contracts/messages';
import type { MessageCheck, PreviewFor } from '@/lib/contracts/personal-fields';
import { AudienceNumber } from './audience-number';
import { ByteMeter } from './byte-meter';
import type { ComposerActions } from './composer.types';
import { ComposerSkips } from './composer-skips';
import type { ComposerProblem } from './composer-values';
import { MessagePreview } from './message-preview';
import type { AudienceCount } from './use-audience-count';

const PreviewPerson = latePart(
  () => import('./preview-person').then((module) => module.PreviewPerson),
  ({ failure }) => failure,
);

interface ComposerSideProps {
  /** As the preview shows it. */
  message: Partial<Message>;
  bytes: number;
  /** Whether its size depends on who gets it. */
  isPersonal: boolean;
  /** Null unless something in it differs from one subscriber to the next, the language included. */
  personal: {
    check: MessageCheck | null;
    previewFor: PreviewFor | null;
    onPreviewFor: (previewFor: PreviewFor | null) => void;
    /** The last look at it failed: looks once more. */
    retry: (() => void) | null;
  } | null;
  /** What it may go with, but is rarely meant. */
  notices: ComposerProblem[];
  count: AudienceCount;
  previewSkips: ComposerActions['previewSkips'];
  onLeftOut: (count: number) => void;
  audienceText: string;
  /** Null while it is not known. */
  problems: ComposerProblem[] | null;
  /** What finds them could not be fetched. */
  isUnchecked: boolean;
  onOpenProblem: (problem: ComposerProblem) => void;
  siteName: string;
  siteHost: string;
}

/** What stays in view while composing: how it looks, who gets it, how large it is, what is still wrong. */
export function ComposerSide(props: ComposerSideProps) {
  const {
    message,
    bytes,
    isPersonal,
    personal,
    notices,
    count,
    previewSkips,
    onLeftOut,
    audienceText,
    problems,
    isUnchecked,
    onOpenProblem,
    siteName,
    siteHost,
  } = props;
  const isForNobody = count.count === 0 && !count.isCounting && !count.error;
  return (
    <div className="grid gap-4">
      <Card aria-labelledby="composer-preview">
        <CardHeader title="Preview" titleId="composer-preview" />
        <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <MessagePreview message={message} siteName={siteName} siteHost={siteHost} />
          {personal ? (
            <PreviewPerson previewFor={personal.previewFor} onChange={personal.onPreviewFor} check={personal.check} />
          ) : null}
          {personal?.retry ? (
            <QuietFailure onRetry={personal.retry}>The message could not be checked just now.</QuietFailure>
          ) : null}
        </CardBody>
      </Card>
      <Card aria-labelledby="composer-check">
        <CardHeader title="Before it goes" titleId="composer-check" />
        <CardBody className="grid gap-4">
          <div className="grid gap-1">
            <div className="flex items-baseline justify-between gap-3 text-sm">
              <span className="min-w-0 truncate text-muted" title={audienceText}>
                {audienceText}
              </span>
              <AudienceNumber count={count} />
            </div>
            <ComposerSkips count={count} previewSkips={previewSkips} onLeftOut={onLeftOut} />
          </div>
          <ByteMeter bytes={bytes} isPersonal={isPersonal} />
          <div aria-live="polite">
            {problems === null && isUnchecked ? (
              <p className="text-muted text-sm">It cannot be checked just now; it is tried again by itself.</p>
            ) : problems === null ? (
              <Skeleton className="w-28" />
            ) : problems.length === 0 && isForNobody ? (
              <p className="flex items-start gap-2 text-sm">
                <CircleAlert aria-hidden className={ICON} /> The message is ready; nobody would get it yet.
              </p>
            ) : problems.length === 0 ? (
              <p className="flex items-center gap-2 text-sm text-success-ink">
                <CircleCheck aria-hidden className="size-4 shrink-0" /> Ready to go
              </p>
            ) : (
              <ProblemList
                problems={problems}
                icon={<CircleAlert aria-hidden className={ICON} />}
                onOpen={onOpenProblem}
              />
            )}
            {notices.length > 0 ? (
              <ProblemList
                problems={notices}
                icon={<Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />}
                onOpen={onOpenProblem}
              />
            ) : null}
          </div>
        </CardBody>
      </Card>
    </div>
  );
}

const ICON = 'mt-0.5 size-4 shrink-0 text-warning-ink';

interface ProblemListProps {
  problems: ComposerProblem[];
  icon: ReactNode;
  onOpen: (problem: ComposerProblem) => void;
}

/** Each leads to its field. */
function ProblemList({ problems, icon, onOpen }: ProblemListProps) {
  return (
    <ul className="grid gap-0.5">
      {problems.map((problem) => (
        <li key={problem.path + problem.message}>
          <button
            type="button"
            onClick={() => onOpen(problem)}
            className="-mx-2 flex w-[calc(100%+1rem)] items-start gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-subtle"
          >
            {icon}
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-medium">{problem.label}</span> <span className="text-muted">{problem.message}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
