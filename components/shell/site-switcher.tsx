'use client';

import { Check, ChevronsUpDown, Plus } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { type ShellSite, siteHref } from './shell.types';
import { SiteAvatar } from './site-avatar';

interface SiteSwitcherProps {
  site: ShellSite;
  sites: readonly ShellSite[];
  canCreate: boolean;
}

export function SiteSwitcher({ site, sites, canCreate }: SiteSwitcherProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`Site: ${site.name}. Switch site`}
        className="flex h-11 w-full min-w-0 items-center gap-2 rounded-lg px-2 text-left transition-colors hover:bg-subtle data-[state=open]:bg-subtle"
      >
        <SiteAvatar name={site.name} />
        <span className="grid min-w-0 flex-1">
          <span className="truncate font-semibold text-sm leading-4">{site.name}</span>
          {site.isSimulated && <span className="truncate text-warning-ink text-xs">Simulated subscribers</span>}
        </span>
        <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-64">
        <DropdownMenuLabel>Sites</DropdownMenuLabel>
        {sites.map((each) => (
          <DropdownMenuItem key={each.id} asChild>
            <Link href={siteHref(each)} prefetch={each.isElsewhere ? false : undefined}>
              <SiteAvatar name={each.name} className="size-5 rounded-sm text-[10px]" />
              <span className="min-w-0 flex-1 truncate">{each.name}</span>
              {each.isSimulated && <Badge tone="warning">Sample</Badge>}
              {each.id === site.id && <Check className="text-accent-ink!" aria-label="Current" />}
            </Link>
          </DropdownMenuItem>
        ))}
        {canCreate && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem asChild>
              <Link href="/sites/new">
                <Plus aria-hidden="true" />
                Add a site
              </Link>
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
