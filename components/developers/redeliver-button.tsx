'use client';

import { RotateCcw } from 'lucide-react';
import { useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';

export function RedeliverButton({ redeliver }: { redeliver: () => Promise<ActionState> }) {
  const [isPending, start] = useTransition();
  return (
    <Button
      pending={isPending}
      onClick={() =>
        start(async () => {
          const answer = await redeliver();
          if (answer.status === 'failed') toast.error('Not sent', { description: answer.message });
          else toast.success('It is on its way');
        })
      }
    >
      <RotateCcw aria-hidden="true" />
      Send again
    </Button>
  );
}
