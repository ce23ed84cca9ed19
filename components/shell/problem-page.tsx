import type { ReactNode } from 'react';
import { LogoMark } from './logo';

/** A page that says what happened and how to go on; inside the shell or alone. */
export function ProblemPage({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  return (
    <div className="flex min-h-[70dvh] flex-col items-center justify-center px-6 py-16 text-center">
      <LogoMark className="mb-5 size-9 text-faint" />
      <h1 className="font-semibold text-xl tracking-tight text-balance">{title}</h1>
      <div className="mt-2 max-w-md text-base text-muted text-pretty">{children}</div>
      <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>
    </div>
  );
}
