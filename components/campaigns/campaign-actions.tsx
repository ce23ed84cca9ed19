'use client';

import { CalendarOff, CalendarX, CirclePause, CirclePlay, Copy, OctagonX, Pencil, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import type { CampaignProgress, CampaignStatus } from '@/lib/contracts/campaigns';
import { LazyConfirm } from './lazy-confirm';
import { PaceButton } from './pace-button';
import { gettingItNow, notGettingIt } from './stop-words';
import { useToldProgress } from './told-progress';

/** On a phone all of them stand in one row; without a border nobody sees that they are narrower. */
const NARROW = 'max-sm:px-1';

interface CampaignActionsProps {
  name: string;
  /** `/s/{siteId}/campaigns` */
  listPath: string;
  status: CampaignStatus;
  /** A recurring one: its dates are paused and stopped, not only what is being sent. */
  isSeries: boolean;
  campaignId: string;
  /** As of the load; what comes live is newer. */
  progress: Pick<CampaignProgress, 'stats' | 'planned'>;
  /** The rest of an A/B test, who wait for its winner. */
  waitingCount: number;
  /** What the role allows. */
  canSend: boolean;
  canWrite: boolean;
  throttlePerMinute: number | null;
  setThrottle: (perMinute: number | null) => Promise<ActionState>;
  actions: Record<
    'cancel' | 'pause' | 'resume' | 'unschedule' | 'duplicate' | 'remove' | 'restore',
    () => Promise<ActionState>
  >;
}

/** The buttons that fit the campaign's state. */
export function CampaignActions({
  name,
  listPath,
  status,
  isSeries,
  campaignId,
  progress,
  waitingCount,
  throttlePerMinute,
  setThrottle,
  canSend,
  canWrite,
  actions,
}: CampaignActionsProps) {
  const router = useRouter();
  const { stats, planned } = useToldProgress(campaignId, progress);
  const toCome = { pendingCount: stats.pending, waitingCount, isPlanned: planned || isSeries };
  const [isPending, startTransition] = useTransition();
  const run = (action: () => Promise<ActionState>, failed: string) =>
    startTransition(async () => {
      const answer = await action();
      if (answer?.status === 'failed') toast.error(failed, { description: answer.message });
    });
  const confirmed = async (action: () => Promise<ActionState>, failed: string) => {
    const answer = await action();
    if (answer?.status !== 'failed') return true;
    toast.error(failed, { description: answer.message });
    return false;
  };
  const remove = async () => {
    if (!(await confirmed(() => answerOf(actions.remove()), 'Not deleted'))) return false;
    toast(`“${name}” deleted`, { action: undoAction(actions.restore) });
    router.push(listPath);
  };
  const isGoing = status === 'running' || status === 'paused';
  return (
    <>
      {canWrite ? (
        <Button
          variant="ghost"
          className={NARROW}
          pending={isPending}
          onClick={() => run(actions.duplicate, 'Not duplicated')}
        >
          <Copy aria-hidden /> Duplicate
        </Button>
      ) : null}
      {canSend && status === 'running' ? (
        <Button
          className="max-sm:px-2"
          pending={isPending}
          title={
            isSeries
              ? 'Dates that fall into the pause are skipped.'
              : 'Stops within two seconds. What is not out by then waits until you resume, or until its time to keep trying is over.'
          }
          onClick={() => run(() => answerOf(actions.pause()), 'Not paused')}
        >
          <CirclePause aria-hidden /> Pause
        </Button>
      ) : null}
      {canSend && status === 'paused' ? (
        <Button
          variant="primary"
          className="max-sm:px-2"
          pending={isPending}
          title={isSeries ? 'It goes on with its next date.' : gettingItNow(toCome)}
          onClick={() => run(() => answerOf(actions.resume()), 'Not resumed')}
        >
          <CirclePlay aria-hidden /> Resume
        </Button>
      ) : null}
      {canSend && isGoing ? (
        <PaceButton className={NARROW} throttlePerMinute={throttlePerMinute} onSave={setThrottle} />
      ) : null}
      {canSend && isGoing ? (
        <LazyConfirm
          button={{ variant: 'dangerGhost', className: NARROW }}
          label={
            <>
              <OctagonX aria-hidden /> {isSeries ? 'Stop' : 'Cancel'}
            </>
          }
          title={isSeries ? `Stop “${name}” for good?` : `Cancel “${name}”?`}
          description={`${isSeries ? 'None of its dates to come is sent. ' : ''}${notGettingIt(toCome)}What has been sent cannot be called back, and a cancelled campaign cannot be resumed.`}
          confirmLabel={isSeries ? 'Stop it' : 'Cancel campaign'}
          cancelLabel={isSeries ? 'Keep it going' : 'Keep sending'}
          onConfirm={() => confirmed(() => answerOf(actions.cancel()), 'Not cancelled')}
        />
      ) : null}
      {canSend && status === 'scheduled' ? (
        <>
          <LazyConfirm
            button={{ variant: 'dangerGhost', className: NARROW }}
            label={
              <>
                <CalendarX aria-hidden /> Cancel
              </>
            }
            title={`Cancel “${name}”?`}
            description="It will not be sent. It stays in the list, and you can duplicate it."
            confirmLabel="Cancel campaign"
            cancelLabel="Keep it scheduled"
            onConfirm={() => confirmed(() => answerOf(actions.cancel()), 'Not cancelled')}
          />
          <LazyConfirm
            button={{ variant: isSeries ? 'secondary' : 'primary' }}
            label={
              isSeries ? (
                <>
                  <CalendarOff aria-hidden /> Take off schedule
                </>
              ) : (
                <>
                  <Pencil aria-hidden /> Edit
                </>
              )
            }
            tone="primary"
            title={isSeries ? 'Take it off the schedule?' : 'Take it off the schedule and edit it?'}
            description="It becomes a draft again and is not sent until you schedule or send it anew."
            confirmLabel={isSeries ? 'Make it a draft' : 'Edit'}
            onConfirm={() => confirmed(actions.unschedule, 'Not opened')}
          />
        </>
      ) : null}
      {canWrite && status === 'draft' ? (
        <LazyConfirm
          button={{ variant: 'dangerGhost', className: NARROW }}
          label={
            <>
              <Trash2 aria-hidden /> Delete
            </>
          }
          title={`Delete “${name}”?`}
          description="The draft is removed for everyone in the workspace."
          confirmLabel="Delete draft"
          onConfirm={remove}
        />
      ) : null}
    </>
  );
}
