'use client';

import { Check, Plus } from 'lucide-react';
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
import { siteHref } from './shell.types';
import { SiteAvatar } from './site-avatar';
import { type SiteSwitcherProps, SwitcherFace, switcherClass, switcherLabel } from './site-switcher';

/** The open switcher; loaded by its first click. */
export function SiteMenu({ site, sites, canCreate }: SiteSwitcherProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger aria-label={switcherLabel(site)} className={switcherClass}>
        <SwitcherFace site={site} />
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
