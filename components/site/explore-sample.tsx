'use client';

import { FlaskConical } from 'lucide-react';
import { useState, useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';

/** The way in for those who only want to look. On success the action redirects. */
export function ExploreSample({ action }: { action: () => Promise<ActionState> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const start = () =>
    startTransition(async () => {
      setProblem(null);
      const answer = await action();
      if (answer?.status === 'failed') setProblem(answer.message ?? 'Something went wrong.');
    });
  return (
    <div className="mt-8 grid gap-3 border-line border-t pt-6">
      <div className="grid gap-0.5">
        <h2 className="font-medium text-sm">Just looking?</h2>
        <p className="text-muted text-sm text-pretty">
          A workspace of its own with 2,000 simulated subscribers. Send them a campaign and watch it arrive.
        </p>
      </div>
      {problem && (
        <Callout tone="danger" live>
          {problem}
        </Callout>
      )}
      <Button size="lg" onClick={start} pending={pending}>
        {!pending && <FlaskConical aria-hidden="true" />}
        {pending ? 'Making 2,000 subscribers…' : 'Explore with sample data'}
      </Button>
    </div>
  );
}
