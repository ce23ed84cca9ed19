'use client';

import { History } from 'lucide-react';
import { useEffect, useRef, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { RadioGroup } from '@/components/ui/radio-group';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { useAnswer } from '@/components/ui/use-answer';
import type { DraftVersionView } from '@/lib/contracts/draft-versions';
import type { DraftHistoryActions, SavedDraft, SegmentOption, StoredCampaign } from './composer.types';
import { HistoryPreview } from './history-preview';
import { DRAFT_HISTORY, SERIES_HISTORY } from './history-words';

export interface HistoryProps {
  actions: DraftHistoryActions;
  /** Stores what is not stored yet; null: there is no draft, or it could not be stored. */
  store: () => Promise<SavedDraft | null>;
  /** Nothing was ever written. */
  isNew: () => boolean;
  /** The form has to say this now. */
  onRestored: (campaign: StoredCampaign) => void;
  /** Of a series, whose `restore` stores nothing: notes what the form says, and answers with the way back to that. */
  keepForm?: () => () => void;
  segments: SegmentOption[];
  siteName: string;
  siteHost: string;
  onClose: () => void;
}

const UNSAVED = 'Your last changes could not be saved, so that nothing can be brought back just now.';

/** Every version of a draft or a series, how it looked, what was different then, and the way back to it. */
export function HistoryDialog({ actions, store, isNew, onRestored, keepForm, onClose, ...site }: HistoryProps) {
  const words = keepForm ? SERIES_HISTORY : DRAFT_HISTORY;
  const [picked, setPicked] = useState('');
  const [problem, setProblem] = useState('');
  const [isRestoring, startRestoring] = useTransition();
  const list = useRef<HTMLDivElement>(null);
  const { data, failure, retry } = useAnswer({
    key: '',
    ask: async () => {
      if (isNew()) return { status: 'done', data: { campaignId: '', versions: [] } };
      const saved = await store();
      if (!saved) return { status: 'failed', message: UNSAVED };
      const answer = await actions.list(saved.id);
      return { ...answer, data: answer.data && { campaignId: saved.id, versions: answer.data.versions } };
    },
    failure: 'The history could not be loaded.',
  });
  const versions = data?.versions ?? null;
  const chosen = picked || (versions?.[1] ?? versions?.[0])?.id || '';

  const isLoaded = versions !== null;
  useEffect(() => {
    if (isLoaded) list.current?.querySelector<HTMLInputElement>('input:checked')?.focus();
  }, [isLoaded]);

  const current = versions?.find((version) => version.isCurrent);
  const restore = async (versionId: string): Promise<{ problem?: string; takeBack?: () => void }> => {
    const saved = await store();
    if (!saved) return { problem: UNSAVED };
    const answer = await actions.restore(saved.id, versionId, saved.updatedAt).catch(() => null);
    if (!answer?.data) return { problem: answer?.message ?? 'No connection: nothing was changed.' };
    const takeBack = keepForm?.();
    onRestored(answer.data);
    return { takeBack };
  };
  const undo = async (versionId: string, takeBack?: () => void) => {
    const problem = takeBack ? takeBack() : (await restore(versionId)).problem;
    if (problem) toast.error('Not undone', { description: problem });
    else toast('Undone');
  };
  const confirm = () =>
    startRestoring(async () => {
      const { problem: found = '', takeBack } = await restore(chosen);
      setProblem(found);
      if (found) return;
      toast.success(words.restored, {
        description: words.remark,
        action: current && { label: 'Undo', onClick: () => void undo(current.id, takeBack) },
      });
      onClose();
    });

  const hasPast = (versions?.length ?? 0) > 1;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="History"
        description={words.description}
        className="sm:max-w-4xl"
        footer={
          hasPast ? (
            <>
              <Button onClick={onClose}>Close</Button>
              <Button
                variant="primary"
                pending={isRestoring}
                disabled={!chosen || chosen === current?.id}
                onClick={confirm}
              >
                {words.restore}
              </Button>
            </>
          ) : undefined
        }
      >
        {problem || failure ? (
          <Callout tone="danger" live className="mb-3">
            {problem || <QuietFailure onRetry={retry}>{failure}</QuietFailure>}
          </Callout>
        ) : null}
        {versions === null && !failure ? <Loading /> : null}
        {versions && !hasPast ? (
          <EmptyState className="py-8" icon={<History />} title="Nothing older yet" description={words.nothing} />
        ) : null}
        {versions && hasPast ? (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5 md:grid-cols-[17rem_minmax(0,1fr)]">
            <div ref={list} className="-m-1 max-h-56 overflow-y-auto p-1 md:max-h-[min(60vh,36rem)]">
              <RadioGroup
                legend="Versions"
                hideLegend
                variant="cards"
                className="sm:grid-cols-1"
                value={chosen}
                onValueChange={setPicked}
                options={versions.map((version) => ({
                  value: version.id,
                  label: <RelativeTime at={version.savedAt} />,
                  description: <VersionLine version={version} current={words.current} />,
                }))}
              />
            </div>
            <HistoryPreview
              key={chosen}
              get={(versionId) => actions.get(data?.campaignId ?? '', versionId)}
              versionId={chosen}
              currentId={current?.id ?? ''}
              words={words}
              {...site}
            />
          </div>
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

function VersionLine({ version, current }: { version: DraftVersionView; current: string }) {
  return (
    <span className="grid gap-0.5">
      <span className="[overflow-wrap:anywhere]">
        {version.isCurrent ? `${current} ${version.summary}` : version.summary}
      </span>
      {version.restoredFromAt ? (
        <span>
          of <RelativeTime at={version.restoredFromAt} />
        </span>
      ) : null}
      <span>by {version.actorName}</span>
    </span>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading the history" className="grid gap-5 md:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="grid gap-2">
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
      </div>
      <Skeleton className="h-64" />
    </div>
  );
}
