'use client';

import { ChevronDown, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import type { SegmentOption } from './composer.types';

interface SegmentSelectProps {
  label: string;
  placeholder: string;
  error?: string;
  /** All of the site. */
  segments: SegmentOption[];
  /** Not to be chosen here: they are chosen beside it. */
  without?: readonly string[];
  value: string[];
  onChange: (ids: string[]) => void;
}

const FILTER_FROM = 8;

/** Several segments out of many: chips for what is chosen, a list with a filter to choose from. */
export function SegmentSelect({
  label,
  placeholder,
  error,
  segments,
  without = [],
  value,
  onChange,
}: SegmentSelectProps) {
  const id = useId();
  const [filter, setFilter] = useState('');
  // One that is gone meanwhile counts all the same: it is shown, so that it can be taken away.
  const nameOf = (segmentId: string) => segments.find(({ id: known }) => known === segmentId)?.name;
  const chosen = value.map((segmentId) => ({ id: segmentId, name: nameOf(segmentId) ?? 'A removed segment' }));
  const offered = segments.filter((segment) => !without.includes(segment.id));
  const shown = offered.filter((segment) => segment.name.toLowerCase().includes(filter.trim().toLowerCase()));
  const toggle = (segmentId: string) =>
    onChange(value.includes(segmentId) ? value.filter((other) => other !== segmentId) : [...value, segmentId]);
  return (
    <div className="grid content-start gap-1.5">
      <span id={`${id}-label`} className="font-medium text-sm">
        {label}
      </span>
      <Popover onOpenChange={(open) => open && setFilter('')}>
        <PopoverTrigger
          aria-labelledby={`${id}-label ${id}-value`}
          aria-describedby={error ? `${id}-error` : undefined}
          className={cn(
            'flex h-8 w-full items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-base shadow-sm hover:border-faint/60 pointer-coarse:h-10',
            error && 'border-danger',
          )}
        >
          <span id={`${id}-value`} className={cn('truncate', chosen.length === 0 && 'text-faint')}>
            {chosen.length === 0 ? placeholder : `${chosen.length} chosen`}
          </span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </PopoverTrigger>
        <PopoverContent aria-labelledby={`${id}-label`} className="w-(--radix-popover-trigger-width) min-w-64 p-1.5">
          {offered.length > FILTER_FROM ? (
            <Input
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              aria-label="Filter segments"
              placeholder="Filter"
              className="mb-1.5"
            />
          ) : null}
          <div className="grid max-h-64 gap-0.5 overflow-y-auto">
            {shown.map((segment) => (
              <div key={segment.id} className="rounded-md px-2 py-1.5 hover:bg-subtle">
                <Checkbox
                  label={segment.name}
                  checked={value.includes(segment.id)}
                  onChange={() => toggle(segment.id)}
                />
              </div>
            ))}
            {shown.length === 0 ? <p className="px-2 py-3 text-faint text-sm">No segment has that name.</p> : null}
          </div>
        </PopoverContent>
      </Popover>
      {chosen.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {chosen.map((segment) => (
            <li
              key={segment.id}
              className="inline-flex h-6 max-w-full items-center gap-1 rounded-md bg-subtle pr-0.5 pl-2 text-sm"
            >
              <span className="truncate">{segment.name}</span>
              <button
                type="button"
                aria-label={`Remove ${segment.name}`}
                onClick={() => toggle(segment.id)}
                className="grid size-5 shrink-0 place-items-center rounded-sm text-muted hover:bg-subtle-strong hover:text-fg"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-danger-ink text-sm">
          {error}
        </p>
      ) : null}
    </div>
  );
}
