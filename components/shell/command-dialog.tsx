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
import { useEffect, useState } from 'react';
import { overlayClass } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { Spinner } from '@/components/ui/spinner';
import { useReturnFocus } from '@/components/ui/use-return-focus';
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
  search: (siteId: string, query: string) => Promise<SearchHit[]>;
}

const SEARCH_DELAY_MS = 180;

const HITS: Record<SearchHit['kind'], { label: string; path: (id: string) => string; icon: LucideIcon }> = {
  campaign: { label: 'Campaign', path: (id) => `/campaigns/${id}`, icon: Megaphone },
  segment: { label: 'Segment', path: (id) => `/segments/${id}`, icon: Filter },
  // They have no page of their own.
  template: { label: 'Template', path: () => '/templates', icon: LayoutTemplate },
  subscriber: { label: 'Subscriber', path: (id) => `/subscribers/${id}`, icon: UserRound },
};

/** Where each thing is made; those without a page of their own are made by a button of their list. */
const CREATE: { label: string; path: string; keywords?: string[] }[] = [
  { label: 'New campaign', path: '/campaigns/new', keywords: ['send', 'create'] },
  { label: 'New segment', path: '/segments/new', keywords: ['rule', 'create'] },
  { label: 'New topic', path: '/topics', keywords: ['create'] },
  { label: 'New webhook', path: '/developers/webhooks', keywords: ['create'] },
  { label: 'New API key', path: '/developers/api-keys', keywords: ['create', 'token'] },
  { label: 'New site', path: '/sites/new', keywords: ['create', 'add'] },
];

const THEME_ITEMS: { theme: Theme; label: string; icon: LucideIcon }[] = [
  { theme: 'light', label: 'Light theme', icon: Sun },
  { theme: 'dark', label: 'Dark theme', icon: Moon },
  { theme: 'system', label: 'Theme of the system', icon: Monitor },
];

/** Pages, actions, sites, and what this site has by name: campaigns, segments, templates, and people by their id. */
export function CommandDialog({ open, onOpenChange, onShortcuts, siteId, sites, search }: CommandDialogProps) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const { hits, searching } = useSearch(siteId, query, search);
  const returnFocus = useReturnFocus();
  const base = `/s/${siteId}`;
  const close = () => {
    onOpenChange(false);
    setQuery('');
  };
  const go = (href: string) => {
    close();
    router.push(href);
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
              {searching ? (
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
                {searching ? 'Searching…' : 'Nothing has this name.'}
              </Command.Empty>
              {hits.length > 0 && (
                <Group heading="Found">
                  {hits.map((hit) => (
                    <Item
                      key={hit.id}
                      value={`${hit.name} ${hit.id}`}
                      icon={HITS[hit.kind].icon}
                      hint={HITS[hit.kind].label}
                      onSelect={() => go(`${base}${HITS[hit.kind].path(hit.id)}`)}
                    >
                      {hit.name}
                    </Item>
                  ))}
                </Group>
              )}
              <Group heading="Create">
                {CREATE.map(({ label, path, keywords }) => (
                  <Item
                    key={label}
                    value={label}
                    keywords={keywords}
                    icon={Plus}
                    onSelect={() => go(path.startsWith('/sites') ? path : `${base}${path}`)}
                  >
                    {label}
                  </Item>
                ))}
              </Group>
              <Group heading="Go to">
                {NAVIGATION.flatMap((group) => group.items).map((item) => (
                  <Item
                    key={item.path}
                    value={item.label}
                    keywords={item.keywords}
                    icon={item.icon}
                    onSelect={() => go(`${base}${item.path}`)}
                  >
                    {item.label}
                  </Item>
                ))}
              </Group>
              <Group heading="Do">
                {THEME_ITEMS.map(({ theme, label, icon }) => (
                  <Item
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
                  </Item>
                ))}
                <Item
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
                </Item>
              </Group>
              {sites.length > 1 && (
                <Group heading="Sites">
                  {sites
                    .filter((site) => site.id !== siteId)
                    .map((site) => (
                      <Item key={site.id} value={`${site.name} ${site.id}`} onSelect={() => go(siteHref(site))}>
                        <SiteAvatar name={site.name} className="size-5 rounded-sm text-[10px]" />
                        {site.name}
                      </Item>
                    ))}
                </Group>
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

/** Hits for what is typed, asked for once the typing rests; an answer that comes late is dropped. */
function useSearch(siteId: string, query: string, search: CommandDialogProps['search']) {
  const [hits, setHits] = useState<SearchHit[]>([]);
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted.length < 2) {
      setHits([]);
      setSearching(false);
      return;
    }
    let current = true;
    setSearching(true);
    const timer = setTimeout(async () => {
      const found = await search(siteId, wanted).catch(() => []);
      if (!current) return;
      setHits(found);
      setSearching(false);
    }, SEARCH_DELAY_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [siteId, query, search]);
  return { hits, searching };
}

function Group({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-faint **:[[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  value: string;
  keywords?: string[];
  icon?: LucideIcon;
  hint?: string;
  onSelect: () => void;
  children: React.ReactNode;
}

function Item({ value, keywords, icon: Icon, hint, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-subtle"
    >
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />}
      <span className="flex min-w-0 flex-1 items-center gap-2.5 truncate">{children}</span>
      {hint && <span className="text-faint text-xs">{hint}</span>}
    </Command.Item>
  );
}
