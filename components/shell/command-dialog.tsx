'use client';

import { Command } from 'cmdk';
import {
  Filter,
  Keyboard,
  LayoutTemplate,
  type LucideIcon,
  Megaphone,
  Monitor,
  Moon,
  Plus,
  Search,
  Sun,
  UserRound,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { overlayClass } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { mayLeave } from '@/components/ui/leaving';
import { Spinner } from '@/components/ui/spinner';
import { useAnswer } from '@/components/ui/use-answer';
import { useReturnFocus } from '@/components/ui/use-return-focus';
import type { Action } from '@/lib/contracts/actors';
import { CommandGroup, CommandItem } from './command-item';
import { NAVIGATION } from './navigation';
import { type SearchHit, type ShellSite, siteHref } from './shell.types';
import { SiteAvatar } from './site-avatar';
import { applyTheme, type Theme } from './theme';

interface CommandDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShortcuts: () => void;
  siteId: string;
  sites: readonly ShellSite[];
  /** What the role may make. */
  mayCreate: readonly Action[];
  search: (siteId: string, query: string) => Promise<SearchHit[]>;
}

const QUIET_MS = 180;

const HITS: Record<SearchHit['kind'], { label: string; path: (id: string) => string; icon: LucideIcon }> = {
  campaign: { label: 'Campaign', path: (id) => `/campaigns/${id}`, icon: Megaphone },
  segment: { label: 'Segment', path: (id) => `/segments/${id}`, icon: Filter },
  // They have no page of their own.
  template: { label: 'Template', path: () => '/templates', icon: LayoutTemplate },
  subscriber: { label: 'Subscriber', path: (id) => `/subscribers/${id}`, icon: UserRound },
};

/** Where each thing is made; those without a page of their own are made by a button of their list. */
const CREATE: { label: string; path: string; needs: Action; keywords?: string[] }[] = [
  { label: 'New campaign', path: '/campaigns/new', needs: 'campaigns.write', keywords: ['send', 'create'] },
  { label: 'New segment', path: '/segments/new', needs: 'segments.write', keywords: ['rule', 'create'] },
  { label: 'New topic', path: '/topics', needs: 'topics.write', keywords: ['create'] },
  { label: 'New webhook', path: '/developers/webhooks', needs: 'webhooks.write', keywords: ['create'] },
  { label: 'New API key', path: '/developers/api-keys', needs: 'apiKeys.manage', keywords: ['create', 'token'] },
  { label: 'New site', path: '/sites/new', needs: 'sites.write', keywords: ['create', 'add'] },
];

const THEME_ITEMS: { theme: Theme; label: string; icon: LucideIcon }[] = [
  { theme: 'light', label: 'Light theme', icon: Sun },
  { theme: 'dark', label: 'Dark theme', icon: Moon },
  { theme: 'system', label: 'Theme of the system', icon: Monitor },
];

/** Pages, actions, sites, and what this site has by name: campaigns, segments, templates, and people by their id. */
export function CommandDialog({
  open,
  onOpenChange,
  onShortcuts,
  siteId,
  sites,
  mayCreate,
  search,
}: CommandDialogProps) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const wanted = query.trim();
  const isSearched = wanted.length >= 2;
  const { data, isWaiting, failure } = useAnswer({
    key: isSearched ? `${siteId} ${wanted}` : null,
    ask: async () => ({ status: 'done' as const, data: await search(siteId, wanted) }),
    failure: 'Your campaigns, segments, templates and people could not be searched. Check your connection.',
    quietMs: QUIET_MS,
  });
  const hits = isSearched && !failure ? (data ?? []) : [];
  const returnFocus = useReturnFocus();
  const base = `/s/${siteId}`;
  const creatable = CREATE.filter(({ needs }) => mayCreate.includes(needs));
  const close = () => {
    onOpenChange(false);
    setQuery('');
  };
  const go = (href: string) => {
    close();
    if (mayLeave(href)) router.push(href);
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content
          aria-describedby={undefined}
          {...returnFocus}
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl bg-raised shadow-pop outline-none data-[state=open]:animate-dialog-in"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Command label="Search or jump to" loop filter={matchWords}>
            <div className="flex items-center gap-2.5 border-line border-b px-4">
              {isWaiting ? (
                <Spinner className="text-faint" />
              ) : (
                <Search aria-hidden="true" className="size-4 text-faint" />
              )}
              <Command.Input
                value={query}
                onValueChange={setQuery}
                placeholder="Search, jump to a page, or do something…"
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint"
              />
              <Kbd aria-hidden="true">Esc</Kbd>
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-muted text-sm">
                {isWaiting ? 'Searching…' : failure ? 'No page or command has this name.' : 'Nothing has this name.'}
              </Command.Empty>
              {failure ? (
                <p role="alert" className="px-2 py-1.5 text-danger-ink text-sm">
                  {failure}
                </p>
              ) : null}
              {hits.length > 0 && (
                <CommandGroup heading="Found">
                  {hits.map((hit) => (
                    <CommandItem
                      key={hit.id}
                      value={`${hit.name} ${hit.id}`}
                      icon={HITS[hit.kind].icon}
                      hint={HITS[hit.kind].label}
                      onSelect={() => go(`${base}${HITS[hit.kind].path(hit.id)}`)}
                    >
                      {hit.name}
                    </CommandItem>
                  ))}
                </CommandGroup>
              )}
              {creatable.length > 0 ? (
                <CommandGroup heading="Create">
                  {creatable.map(({ label, path, keywords }) => (
                    <CommandItem
                      key={label}
                      value={label}
                      keywords={keywords}
                      icon={Plus}
                      onSelect={() => go(path.startsWith('/sites') ? path : `${base}${path}`)}
                    >
                      {label}
                    </CommandItem>
                  ))}
                </CommandGroup>
              ) : null}
              <CommandGroup heading="Go to">
                {NAVIGATION.flatMap((group) => group.items).map((item) => (
                  <CommandItem
                    key={item.path}
                    value={item.label}
                    keywords={item.keywords}
                    icon={item.icon}
                    onSelect={() => go(`${base}${item.path}`)}
                  >
                    {item.label}
                  </CommandItem>
                ))}
              </CommandGroup>
              <CommandGroup heading="Do">
                {THEME_ITEMS.map(({ theme, label, icon }) => (
                  <CommandItem
                    key={theme}
                    value={label}
                    keywords={['theme', 'appearance', 'mode']}
                    icon={icon}
                    onSelect={() => {
                      applyTheme(theme);
                      close();
                    }}
                  >
                    {label}
                  </CommandItem>
                ))}
                <CommandItem
                  value="Keyboard shortcuts"
                  keywords={['keys', 'help']}
                  icon={Keyboard}
                  hint="?"
                  onSelect={() => {
                    close();
                    onShortcuts();
                  }}
                >
                  Keyboard shortcuts
                </CommandItem>
              </CommandGroup>
              {sites.length > 1 && (
                <CommandGroup heading="Sites">
                  {sites
                    .filter((site) => site.id !== siteId)
                    .map((site) => (
                      <CommandItem key={site.id} value={`${site.name} ${site.id}`} onSelect={() => go(siteHref(site))}>
                        <SiteAvatar name={site.name} className="size-5 rounded-sm text-[10px]" />
                        {site.name}
                      </CommandItem>
                    ))}
                </CommandGroup>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** By the beginnings of words, then anywhere; never by scattered letters, which finds everything. */
function matchWords(value: string, search: string, keywords: string[] = []): number {
  const text = `${value} ${keywords.join(' ')}`.toLowerCase();
  const wanted = search.trim().toLowerCase();
  if (value.toLowerCase().startsWith(wanted)) return 1;
  if (text.split(/\s+/).some((word) => word.startsWith(wanted))) return 0.7;
  return text.includes(wanted) ? 0.4 : 0;
}
