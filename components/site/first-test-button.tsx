'use client';

import { Send } from 'lucide-react';
import { useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';

export type SendFirstTest = (siteId: string, subscriberId: string) => Promise<ActionState>;

interface FirstTestButtonProps {
  siteId: string;
  subscriberId: string;
  send: SendFirstTest;
}

/** One click: this browser is marked for tests and gets a first notification. */
export function FirstTestButton({ siteId, subscriberId, send }: FirstTestButtonProps) {
  const [isSending, startSending] = useTransition();
  const onClick = () =>
    startSending(async () => {
      const answer = await send(siteId, subscriberId).catch(() => null);
      if (answer?.status === 'done') {
        toast.success('Test sent', {
          description: 'It appears within seconds. This browser is marked for tests from now on.',
        });
        return;
      }
      toast.error('No test sent', { description: answer?.message ?? 'The server did not answer. Please try again.' });
    });
  return (
    <Button onClick={onClick} pending={isSending} className="h-auto min-h-8 whitespace-normal py-1 text-left">
      {isSending ? null : <Send aria-hidden />} This is my browser: send a test
    </Button>
  );
}
