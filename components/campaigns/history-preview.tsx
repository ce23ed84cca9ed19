'use client';

import type { ActionState } from '@/components/ui/action-state';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { useAnswer } from '@/components/ui/use-answer';
import type { DraftVersionDetail } from '@/lib/contracts/draft-versions';
import type { Message } from '@/lib/contracts/messages';
import type { SegmentOption } from './composer.types';
import { draftDifferences } from './draft-words';
import type { HistoryWords } from './history-words';
import { MessagePreview } from './message-preview';

interface HistoryPreviewProps {
  get: (versionId: string) => Promise<ActionState<DraftVersionDetail>>;
  versionId: string;
  /** What is stored now, to compare with. */
  currentId: string;
  words: HistoryWords;
  segments: SegmentOption[];
  siteName: string;
  siteHost: string;
}

/** How a version looked, and what the draft says otherwise now. */
export function HistoryPreview({
  get,
  versionId,
  currentId,
  words,
  segments,
  siteName,
  siteHost,
}: HistoryPreviewProps) {
  const { data, failure, retry } = useAnswer({
    key: `${versionId} ${currentId}`,
    ask: async () => {
      const answers = await Promise.all([...new Set([versionId, currentId])].map(get));
      const [version, current = version] = answers.map((answer) => answer.data);
      return version && current
        ? { status: 'done', data: { version, current } }
        : { ...answers[0], status: 'failed', data: undefined };
    },
    failure: 'The version could not be loaded.',
  });

  if (failure) return <QuietFailure onRetry={retry}>{failure}</QuietFailure>;
  if (!data) {
    return (
      <div role="status" aria-label="Loading the version" className="grid content-start gap-3">
        <Skeleton className="h-48" />
        <Skeleton className="w-2/3" />
      </div>
    );
  }
  const { version, current } = data;
  const differences = draftDifferences(version.content, current.content, segments);
  return (
    <section aria-label="The version" className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
      <p className="text-muted text-sm">
        Saved <AbsoluteTime at={version.savedAt} /> by {version.actorName}
      </p>
      <MessagePreview
        message={(version.content.message ?? {}) as Partial<Message>}
        siteName={siteName}
        siteHost={siteHost}
      />
      {differences.length === 0 ? (
        <p className="text-muted text-sm">{version.isCurrent ? words.isCurrent : words.isSame}</p>
      ) : (
        <div className="grid gap-2">
          <h3 className="font-medium text-sm">What is different now</h3>
          <dl className="grid gap-2 text-sm">
            {differences.map(({ label, before, now }) => (
              <div key={label} className="grid gap-0.5 rounded-md border border-line px-3 py-2">
                <dt className="text-muted">{label}</dt>
                <dd className="[overflow-wrap:anywhere]">
                  <span className="text-muted">Then:</span> {before || <None />}
                </dd>
                <dd className="[overflow-wrap:anywhere]">
                  <span className="text-muted">Now:</span> {now || <None />}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </section>
  );
}

function None() {
  return <span className="text-muted">nothing</span>;
}
