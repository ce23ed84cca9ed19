'use client';

import { Search } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useRef, useState, useTransition } from 'react';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Spinner } from '@/components/ui/spinner';
import { useSlashFocus } from '@/components/ui/use-slash-focus';
import type { CampaignStatus } from '@/lib/contracts/campaigns';
import { STATUS_TEXT } from './campaign-status';

const QUIET_MS = 300;
/** In the order of a campaign's life; paused and cancelled are rare and come last. */
const ORDER: CampaignStatus[] = ['draft', 'scheduled', 'running', 'done', 'paused', 'cancelled'];
const OPTIONS: { value: CampaignStatus | 'all'; label: string }[] = [
  { value: 'all', label: 'All' },
  ...ORDER.map((value) => ({ value, label: value === 'draft' ? 'Drafts' : STATUS_TEXT[value].label })),
];

/** Status and name, kept in the address. */
export function CampaignFilters() {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    { status: parseAsStringLiteral(ORDER), search: parseAsString, cursor: parseAsString },
    { shallow: false, history: 'push', startTransition },
  );
  const [search, setSearch] = useState(query.search ?? '');
  const input = useSlashFocus();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setSearch(query.search ?? ''), [query.search]);
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <SegmentedControl
        label="Status"
        options={OPTIONS}
        value={query.status ?? 'all'}
        onValueChange={(status) => void setQuery({ status: status === 'all' ? null : status, cursor: null })}
      />
      <div className="relative ml-auto min-w-48 flex-1 max-md:basis-full md:max-w-60">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={input}
          type="search"
          aria-label="Search campaigns by name"
          aria-keyshortcuts="/"
          placeholder="Search by name"
          className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
          value={search}
          onChange={(event) => {
            const { value } = event.target;
            setSearch(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => void setQuery({ search: value.trim() || null, cursor: null }), QUIET_MS);
          }}
        />
        <span className="absolute top-1/2 right-1.5 -translate-y-1/2 text-faint">
          {isPending ? <Spinner className="size-3.5" /> : search ? null : <Kbd aria-hidden>/</Kbd>}
        </span>
      </div>
    </search>
  );
}
