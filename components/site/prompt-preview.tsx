'use client';

import { ArrowLeft, ArrowRight, Lock, RotateCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import type { PromptConfig } from '@/lib/contracts/sites';

/** A page of the customer's with the prompt on it, as visitors see it. */
export function PromptPreview({
  prompt,
  host,
  scheme,
}: {
  prompt: PromptConfig;
  host: string;
  scheme: 'light' | 'dark';
}) {
  const box = useRef<HTMLDivElement>(null);
  const accent = /^#[0-9a-fA-F]{6}$/.test(prompt.accent) ? prompt.accent : '#3451b2';
  useEffect(() => {
    // By script: a style attribute in the server's HTML is blocked by the content security policy.
    box.current?.style.setProperty('--prompt-accent', accent);
    box.current?.style.setProperty('--prompt-on-accent', isLight(accent) ? '#000' : '#fff');
  }, [accent]);
  const dark = scheme === 'dark';
  return (
    <div
      ref={box}
      className={cn(
        'overflow-hidden rounded-xl border border-line shadow-sm [--prompt-accent:#3451b2] [--prompt-on-accent:#fff]',
        dark ? 'bg-[#17171a]' : 'bg-white',
      )}
    >
      <div
        aria-hidden="true"
        className={cn(
          'flex h-10 items-center gap-2.5 border-b px-3',
          dark ? 'border-[#2c2c31] bg-[#222226] text-[#8b8b93]' : 'border-[#e6e6ea] bg-[#f4f4f6] text-[#75757e]',
        )}
      >
        <ArrowLeft className="size-4" />
        <ArrowRight className="size-4 opacity-50" />
        <RotateCw className="size-3.5" />
        <span
          className={cn(
            'flex h-6.5 min-w-0 flex-1 items-center gap-1.5 rounded-full px-2.5 text-xs',
            dark ? 'bg-[#17171a] text-[#c9c9d0]' : 'bg-white text-[#45454d]',
          )}
        >
          <Lock className="size-3 shrink-0" />
          <span className="truncate">{host}</span>
        </span>
      </div>
      <div className="relative h-88 overflow-hidden">
        <PageSketch dark={dark} withButton={prompt.kind === 'button'} label={prompt.accept} />
        {prompt.kind === 'dialog' && (
          <div className={cn('absolute inset-x-0 p-3', prompt.position === 'top' ? 'top-0' : 'bottom-0')}>
            <div
              className={cn(
                'mx-auto max-w-[420px] break-words rounded-xl p-4 shadow-[0_4px_24px_#0005]',
                dark ? 'bg-[#232327] text-[#f2f2f4]' : 'bg-white text-[#1b1b1f]',
              )}
            >
              <p className="font-bold text-[18px] leading-[1.4]">{prompt.title || ' '}</p>
              <p className="mt-1 mb-3 text-[16px] leading-[1.4]">{prompt.body}</p>
              <p className="flex flex-wrap justify-end gap-2">
                <span className="inline-flex min-h-11 items-center rounded-lg px-4 text-[16px]">{prompt.decline}</span>
                <span className="inline-flex min-h-11 items-center rounded-lg bg-(--prompt-accent) px-4 text-(--prompt-on-accent) text-[16px]">
                  {prompt.accept}
                </span>
              </p>
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

function PageSketch({ dark, withButton, label }: { dark: boolean; withButton: boolean; label: string }) {
  const bar = dark ? 'bg-[#2a2a2f]' : 'bg-[#ededf0]';
  return (
    <div className="grid gap-4 p-6">
      <div aria-hidden="true" className="flex items-center justify-between">
        <span className={cn('h-4 w-24 rounded-sm', bar)} />
        <span className="flex gap-3">
          <span className={cn('h-3 w-10 rounded-sm', bar)} />
          <span className={cn('h-3 w-10 rounded-sm', bar)} />
        </span>
      </div>
      <span aria-hidden="true" className={cn('h-28 w-full rounded-lg', bar)} />
      {withButton ? (
        <span className="inline-flex min-h-10 w-fit items-center rounded-lg bg-(--prompt-accent) px-4 font-medium text-(--prompt-on-accent) text-[15px]">
          {label}
        </span>
      ) : (
        <span aria-hidden="true" className={cn('h-4 w-2/5 rounded-sm', bar)} />
      )}
      <span aria-hidden="true" className={cn('h-3 w-full rounded-sm', bar)} />
      <span aria-hidden="true" className={cn('h-3 w-11/12 rounded-sm', bar)} />
      <span aria-hidden="true" className={cn('h-3 w-4/5 rounded-sm', bar)} />
    </div>
  );
}

/** The same decision as the embed's dialog: WCAG luminance against the point where black and white text tie. */
function isLight(colour: string): boolean {
  const part = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.179;
}
