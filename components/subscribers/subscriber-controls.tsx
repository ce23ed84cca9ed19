'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useOptimistic, useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import type { SubscriberActions } from './subscriber.types';

/** On: may be picked when a campaign is tested. */
export function TestSwitch({ isTest, update }: { isTest: boolean; update: SubscriberActions['update'] }) {
  const [shown, setShown] = useOptimistic(isTest);
  const [, startSaving] = useTransition();
  return (
    <Switch
      label="Test subscriber"
      description="You can send campaigns to it as a test."
      checked={shown}
      onChange={(event) => {
        const next = event.target.checked;
        startSaving(async () => {
          setShown(next);
          const answer = await answerOf(update({ isTest: next }));
          if (answer.status === 'failed') toast.error('Not saved', { description: answer.message });
        });
      }}
    />
  );
}

interface TopicChecksProps {
  topics: { key: string; name: string; description: string }[];
  followed: string[];
  update: SubscriberActions['update'];
  canEdit: boolean;
}

/** What they follow; a topic that was deleted since is still shown, so that nothing is hidden. */
export function TopicChecks({ topics, followed, update, canEdit }: TopicChecksProps) {
  const [shown, setShown] = useOptimistic(followed);
  const [, startSaving] = useTransition();
  const known = new Set(topics.map((topic) => topic.key));
  const all = [
    ...topics,
    ...followed.filter((key) => !known.has(key)).map((key) => ({ key, name: key, description: 'No longer offered' })),
  ];
  if (all.length === 0) return <p className="text-muted text-sm">This site has no topics.</p>;
  const toggle = (key: string, isOn: boolean) =>
    startSaving(async () => {
      const next = isOn ? [...shown, key] : shown.filter((other) => other !== key);
      setShown(next);
      const answer = await answerOf(update({ topics: next }));
      if (answer.status === 'failed') toast.error('Not saved', { description: answer.message });
    });
  return (
    <div className="grid gap-2.5">
      {all.map((topic) => (
        <Checkbox
          key={topic.key}
          label={topic.name}
          description={topic.description || undefined}
          checked={shown.includes(topic.key)}
          disabled={!canEdit}
          onChange={(event) => toggle(topic.key, event.target.checked)}
        />
      ))}
    </div>
  );
}

/** Erases the person for good, after naming what that means. */
export function ForgetButton({
  name,
  erase,
  listPath,
}: {
  name: string;
  erase: SubscriberActions['erase'];
  listPath: string;
}) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerGhost">
          <Trash2 aria-hidden /> Forget
        </Button>
      }
      title={`Forget ${name}?`}
      description="Their subscription, tags and history are erased now and for good, and they get nothing more, not even from campaigns that are going out. Figures of past campaigns stay. They can subscribe again on your site."
      confirmLabel="Erase for good"
      onConfirm={async () => {
        const answer = await erase();
        if (answer.status === 'failed') {
          toast.error('Not erased', { description: answer.message });
          return false;
        }
        toast.success('Erased');
        router.push(listPath);
      }}
    />
  );
}
