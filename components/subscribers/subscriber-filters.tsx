'use client';

import { Search, X } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useRef, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { Select } from '@/components/ui/select';
import { Spinner } from '@/components/ui/spinner';
import { useSlashFocus } from '@/components/ui/use-slash-focus';
import type { SubscriberStatus } from '@/lib/contracts/subscribers';
import { STATUS_TEXT } from './subscriber-words';

interface SubscriberFiltersProps {
  segments: { id: string; name: string }[];
  topics: { key: string; name: string }[];
  browsers: string[];
  /** Named by the server, whose table of names may differ a little from the browser's. */
  countries: { value: string; label: string }[];
}

const QUIET_MS = 300;
const text = parseAsString.withOptions({ clearOnDefault: true });
const STATUSES = Object.keys(STATUS_TEXT) as SubscriberStatus[];
const PARSERS = {
  search: text,
  status: parseAsStringLiteral(STATUSES),
  segmentId: text,
  browser: text,
  country: text,
  topic: text,
  cursor: text,
};

/** Search and filters; they live in the address, so that a view can be shared and the Back button works. */
export function SubscriberFilters({ segments, topics, browsers, countries }: SubscriberFiltersProps) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(PARSERS, { shallow: false, history: 'push', startTransition });
  const [search, setSearch] = useState(query.search ?? '');
  const input = useSlashFocus();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Back and Forward change the address, not the box.
  useEffect(() => setSearch(query.search ?? ''), [query.search]);

  const set = (change: Partial<Record<keyof typeof PARSERS, string | null>>) =>
    void setQuery({ ...(change as Parameters<typeof setQuery>[0] & object), cursor: null });
  const type = (value: string) => {
    setSearch(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set({ search: value.trim() || null }), QUIET_MS);
  };
  const isFiltered = Object.entries(query).some(([key, value]) => key !== 'cursor' && value);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-56 flex-1 sm:max-w-xs">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={input}
          type="search"
          aria-label="Search by your id or subscriber id"
          aria-keyshortcuts="/"
          placeholder="Your id or subscriber id"
          value={search}
          onChange={(event) => type(event.target.value)}
          className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
        />
        <span className="absolute top-1/2 right-1.5 -translate-y-1/2 text-faint">
          {isPending ? <Spinner className="size-3.5" /> : search ? null : <Kbd aria-hidden>/</Kbd>}
        </span>
      </div>
      <Filter
        label="Status"
        all="Any status"
        value={query.status}
        onChange={(status) => set({ status })}
        options={STATUSES.map((value) => ({ value, label: STATUS_TEXT[value].label }))}
      />
      <Filter
        label="Segment"
        all="Any segment"
        // One that was archived since filters nothing, and the list below has everyone.
        value={segments.some(({ id }) => id === query.segmentId) ? query.segmentId : null}
        onChange={(segmentId) => set({ segmentId })}
        options={segments.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Filter
        label="Browser"
        all="Any browser"
        value={query.browser}
        onChange={(browser) => set({ browser })}
        options={browsers.map((value) => ({ value, label: value }))}
      />
      <Filter
        label="Country"
        all="Any country"
        value={query.country}
        onChange={(country) => set({ country })}
        options={countries}
      />
      <Filter
        label="Topic"
        all="Any topic"
        value={query.topic}
        onChange={(topic) => set({ topic })}
        options={topics.map(({ key, name }) => ({ value: key, label: name }))}
      />
      {isFiltered ? (
        <Button
          variant="ghost"
          onClick={() => {
            // What was typed a moment ago is not in the address yet.
            clearTimeout(timer.current);
            setSearch('');
            set({ search: null, status: null, segmentId: null, browser: null, country: null, topic: null });
          }}
        >
          <X aria-hidden /> Clear
        </Button>
      ) : null}
    </search>
  );
}

interface FilterProps {
  label: string;
  /** Words for no filter. */
  all: string;
  value: string | null;
  onChange: (value: string | null) => void;
  options: { value: string; label: string }[];
}

function Filter({ label, all, value, onChange, options }: FilterProps) {
  if (options.length === 0 && !value) return null;
  // A value from a shared address that is not offered is still the filter.
  const isKnown = !value || options.some((option) => option.value === value);
  return (
    <Select
      aria-label={label}
      className="w-auto min-w-32 max-w-44 max-sm:max-w-none max-sm:flex-1 max-sm:basis-[40%]"
      placeholder={all}
      options={isKnown ? options : [...options, { value, label: value }]}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}
