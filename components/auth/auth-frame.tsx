import type { ReactNode } from 'react';
import { Logo } from '@/components/shell/logo';
import { NotificationStack } from './notification-stack';

interface AuthFrameProps {
  title: string;
  description: ReactNode;
  /** "Step 1 of 3" on the first run. */
  step?: { now: number; of: number; label: string };
  children: ReactNode;
}

/** The pages before the dashboard: a form at the left, what it is about at the right. */
export function AuthFrame({ title, description, step, children }: AuthFrameProps) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <main className="flex min-w-0 flex-col px-5 py-6 sm:px-10">
        <Logo />
        <div className="m-auto w-full max-w-sm py-12">
          {step && <Steps {...step} />}
          <h1 className="font-semibold text-2xl tracking-tight text-balance">{title}</h1>
          <p className="mt-1.5 mb-7 text-base text-muted text-pretty">{description}</p>
          {children}
        </div>
      </main>
      <aside
        aria-hidden="true"
        className="relative hidden overflow-hidden border-line border-l bg-accent-soft/60 lg:block dark:bg-accent-soft/25"
      >
        <NotificationStack />
      </aside>
    </div>
  );
}

function Steps({ now, of, label }: { now: number; of: number; label: string }) {
  return (
    <div className="mb-5 flex items-center gap-3">
      <div aria-hidden="true" className="flex gap-1">
        {Array.from({ length: of }, (_, index) => index + 1).map((step) => (
          <span
            key={step}
            className={step <= now ? 'h-1 w-7 rounded-full bg-accent' : 'h-1 w-7 rounded-full bg-subtle-strong'}
          />
        ))}
      </div>
      <p className="text-faint text-xs">
        Step {now} of {of}: {label}
      </p>
    </div>
  );
}
