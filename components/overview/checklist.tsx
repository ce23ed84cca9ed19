import { ArrowRight, Check } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { Progress } from '@/components/ui/progress';

export interface ChecklistStep {
  title: string;
  text: string;
  href: string;
  isDone: boolean;
  /** What does it at once, under the words; the step is no link then. */
  act?: ReactNode;
}

/** The way to the first campaign; gone once every step is done. The first open step is the one to do. */
export function Checklist({ steps }: { steps: readonly ChecklistStep[] }) {
  const doneCount = steps.filter((step) => step.isDone).length;
  const next = steps.find((step) => !step.isDone);
  return (
    <Card aria-labelledby="checklist-title">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 pt-4 pb-3">
        <h2 id="checklist-title" className="font-semibold text-base">
          Get started
        </h2>
        <div className="flex w-44 items-center gap-3">
          <Progress label="Steps done" value={doneCount} max={steps.length} />
          <span className="tabular shrink-0 text-muted text-sm">
            {doneCount} of {steps.length}
          </span>
        </div>
      </header>
      <ol className="grid gap-px overflow-hidden rounded-b-xl border-line border-t bg-line xl:grid-flow-col xl:auto-cols-fr">
        {steps.map((step, index) => (
          <li key={step.title} className="bg-surface">
            {step.act && !step.isDone ? (
              <div className="flex h-full gap-3 px-5 py-4">
                <StepText step={step} index={index} isNext={step === next} />
              </div>
            ) : (
              <Link
                href={step.href}
                className="group flex h-full gap-3 px-5 py-4 transition-colors hover:bg-subtle/60 focus-visible:outline-offset-[-2px]"
              >
                <StepText step={step} index={index} isNext={step === next} />
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function StepText({ step, index, isNext }: { step: ChecklistStep; index: number; isNext: boolean }) {
  return (
    <>
      <span
        className={cn(
          'tabular mt-px flex size-5 shrink-0 items-center justify-center rounded-full font-semibold text-[11px]',
          step.isDone && 'bg-success-soft text-success-ink',
          !step.isDone && (isNext ? 'bg-accent text-accent-fg' : 'bg-subtle-strong text-muted'),
        )}
      >
        {step.isDone ? <Check aria-hidden="true" className="size-3" strokeWidth={3} /> : index + 1}
        <span className="sr-only">{step.isDone ? 'Done:' : '.'}</span>
      </span>
      <span className="grid content-start gap-0.5">
        <span
          className={cn(
            'flex items-center gap-1 font-medium text-sm',
            step.isDone && 'text-muted line-through decoration-faint/60',
          )}
        >
          {step.title}
          {isNext && !step.act && (
            <ArrowRight
              aria-hidden="true"
              className="size-3.5 text-accent-ink transition-transform group-hover:translate-x-0.5"
            />
          )}
        </span>
        <span className="text-muted text-sm text-pretty">{step.text}</span>
        {step.isDone || !step.act ? null : <span className="mt-1.5">{step.act}</span>}
      </span>
    </>
  );
}
