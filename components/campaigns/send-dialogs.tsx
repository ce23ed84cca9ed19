'use client';

import Link from 'next/link';
import { useEffect, useState, useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button, buttonClass } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { ComposerActions, SavedDraft, TestSubscriber } from './composer.types';
import { refusalText } from './refusal-text';

type Listed = ActionState<{ subscribers: TestSubscriber[] }>;

interface TestDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  flush: () => Promise<SavedDraft | null>;
  actions: Pick<ComposerActions, 'listTestSubscribers' | 'sendTest'>;
  subscribersPath: string;
  /** Of an A/B test: the one that is open. */
  variant?: string;
}

/** Sends the draft as it stands to chosen test subscribers; it does not count in the campaign's figures. */
export function TestDialog({ open, onOpenChange, flush, actions, subscribersPath, variant }: TestDialogProps) {
  const [subscribers, setSubscribers] = useState<TestSubscriber[] | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [error, setError] = useState('');
  const [isSending, startSending] = useTransition();
  useEffect(() => {
    if (!open) return;
    setError('');
    const unanswered: Listed = { status: 'failed', message: 'Your test subscribers could not be loaded just now.' };
    void actions
      .listTestSubscribers()
      .catch(() => unanswered)
      .then((answer) => {
        if (!answer.data) return setError(answer.message ?? 'The list could not be loaded.');
        const found = answer.data.subscribers;
        setSubscribers(found);
        setChosen((last) => (last.length > 0 ? last : found.slice(0, 1).map((subscriber) => subscriber.id)));
      });
  }, [open, actions]);
  const send = () =>
    startSending(async () => {
      const saved = await flush();
      if (!saved) return setError('The draft could not be saved, so nothing was sent.');
      const answer = await answerOf(actions.sendTest(saved.id, chosen, variant));
      if (answer.status === 'failed') return setError(refusalText(answer, 'The test was not sent.'));
      toast.success(`Test sent to ${formatCount(chosen.length, 'subscriber')}`);
      onOpenChange(false);
    });
  const isEmpty = subscribers?.length === 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={variant ? `Send a test of ${variant}` : 'Send a test'}
        description="The message as it is now, to your own devices. It is not counted in the campaign’s figures."
        footer={
          isEmpty ? undefined : (
            <>
              <DialogClose asChild>
                <Button>Cancel</Button>
              </DialogClose>
              <Button variant="primary" pending={isSending} disabled={chosen.length === 0} onClick={send}>
                {chosen.length > 0 ? `Send test to ${formatCount(chosen.length, 'subscriber')}` : 'Send test'}
              </Button>
            </>
          )
        }
      >
        {error ? (
          <Callout tone="danger" live className="mb-3">
            {error}
          </Callout>
        ) : null}
        {subscribers === null && !error ? (
          <div className="grid gap-3">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </div>
        ) : null}
        {isEmpty ? (
          <EmptyState
            className="py-6"
            title="No test subscribers yet"
            description="Subscribe on your site with your own browser, open that subscriber here and turn on “Test subscriber”."
            action={
              <Link href={subscribersPath} className={buttonClass()}>
                Open subscribers
              </Link>
            }
          />
        ) : null}
        <div className="grid gap-1">
          {subscribers?.map((subscriber) => (
            <div key={subscriber.id} className="rounded-md px-2 py-1.5 hover:bg-subtle">
              <Checkbox
                label={subscriber.label}
                description={subscriber.detail}
                checked={chosen.includes(subscriber.id)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, subscriber.id] : chosen.filter((id) => id !== subscriber.id),
                  )
                }
              />
            </div>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}
