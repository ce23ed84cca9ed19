'use client';

import { ChevronsUpDown } from 'lucide-react';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { ShellSite } from './shell.types';
import { SiteAvatar } from './site-avatar';

export interface SiteSwitcherProps {
  site: ShellSite;
  sites: readonly ShellSite[];
  canCreate: boolean;
}

const loadMenu = () => import('./site-menu').then((module) => module.SiteMenu);

export function SiteSwitcher(props: SiteSwitcherProps) {
  const { Part, trigger, refusal } = useMenuPart(loadMenu);
  if (Part) return <Part {...props} />;
  return (
    <>
      <button type="button" aria-label={switcherLabel(props.site)} className={switcherClass} {...trigger}>
        <SwitcherFace site={props.site} />
      </button>
      {refusal}
    </>
  );
}

export const switcherClass =
  'flex h-11 w-full min-w-0 items-center gap-2 rounded-lg px-2 text-left transition-colors hover:bg-subtle data-[state=open]:bg-subtle';

export function switcherLabel(site: ShellSite): string {
  return `Site: ${site.name}. Switch site`;
}

export function SwitcherFace({ site }: { site: ShellSite }) {
  return (
    <>
      <SiteAvatar name={site.name} />
      <span className="grid min-w-0 flex-1">
        <span className="truncate font-semibold text-sm leading-4">{site.name}</span>
        {site.isSimulated && <span className="truncate text-warning-ink text-xs">Simulated subscribers</span>}
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
    </>
  );
}
