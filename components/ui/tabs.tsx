'use client';

import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { cn } from './cn';

interface Tab<T extends string> {
  value: T;
  label: ReactNode;
  content: ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  value?: T;
  defaultValue?: T;
  onValueChange?: (value: T) => void;
  className?: string;
}

/**
 * Tabs by the ARIA pattern (arrow keys, Home, End). Our own, as Radix's roving focus writes a style attribute
 * into the server's HTML, which the content security policy blocks.
 */
export function Tabs<T extends string>({ label, tabs, className, ...props }: TabsProps<T>) {
  const id = useId();
  const [own, setOwn] = useState(props.defaultValue ?? tabs[0]?.value);
  const value = props.value ?? own;
  const select = (next: T) => {
    setOwn(next);
    props.onValueChange?.(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex((tab) => tab.value === value);
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const target = next === undefined ? undefined : tabs.at(next % tabs.length);
    if (!target) return;
    event.preventDefault();
    select(target.value);
    document.getElementById(`${id}-tab-${target.value}`)?.focus();
  };
  return (
    <div className={className}>
      <div
        role="tablist"
        aria-label={label}
        className="flex gap-4 overflow-x-auto overflow-y-hidden border-line border-b"
      >
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-tab-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel-${tab.value}`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => select(tab.value)}
            onKeyDown={onKeyDown}
            className={cn(
              '-mb-px flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-0.5 font-medium text-muted text-sm transition-colors',
              'hover:text-fg focus-visible:outline-offset-[-2px] aria-selected:border-accent aria-selected:text-fg [&_svg]:size-4',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.value}
          role="tabpanel"
          id={`${id}-panel-${tab.value}`}
          aria-labelledby={`${id}-tab-${tab.value}`}
          hidden={tab.value !== value}
          className="pt-4"
        >
          {tab.content}
        </div>
      ))}
    </div>
  );
}
