'use client';

import { Menu } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import type { Action } from '@/lib/contracts/actors';
import { CommandPalette } from './command-palette';
import { Breadcrumbs, CrumbProvider } from './crumb';
import { LogoMark } from './logo';
import { NavList } from './nav-list';
import { PrintedOn } from './printed-on';
import type { SearchHit, ShellSite, ShellUser } from './shell.types';
import { SiteSwitcher } from './site-switcher';
import { UserMenu } from './user-menu';

const MobileNav = lateDialog(() => import('./mobile-nav').then((module) => module.MobileNav));

interface SiteShellProps {
  site: ShellSite;
  sites: readonly ShellSite[];
  user: ShellUser;
  /** What the role may do of that which makes something. */
  mayCreate: readonly Action[];
  onSignOut: () => Promise<void>;
  search: (siteId: string, query: string) => Promise<SearchHit[]>;
  children: ReactNode;
}

/** The frame of every page of a site: sidebar, top bar, command palette. */
export function SiteShell({ site, sites, user, mayCreate, onSignOut, search, children }: SiteShellProps) {
  const [navOpen, setNavOpen] = useState(false);
  useEffect(() => {
    // "/" leads back here.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox before 140 and on plain http.
    document.cookie = `belfry-site=${site.id}; path=/; max-age=31536000; samesite=lax`;
    // Reports by hour and weekday are made by the server, and by the viewer's clock.
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    // biome-ignore lint/suspicious/noDocumentCookie: as above.
    document.cookie = `belfry-zone=${encodeURIComponent(timeZone)}; path=/; max-age=31536000; samesite=lax`;
  }, [site.id]);
  const switcher = <SiteSwitcher site={site} sites={sites} canCreate={mayCreate.includes('sites.write')} />;
  const userMenu = <UserMenu user={user} siteId={site.id} onSignOut={onSignOut} />;
  return (
    <CrumbProvider>
      <a
        href="#content"
        className="sr-only rounded-md bg-accent px-3 py-2 font-medium text-accent-fg text-sm focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
        <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r px-3 pt-3 pb-2 lg:flex print:hidden">
          {switcher}
          <div className="-mx-3 mt-4 min-h-0 flex-1 overflow-y-auto px-3">
            <NavList siteId={site.id} />
          </div>
          <div className="mt-2 border-line border-t pt-2">{userMenu}</div>
        </aside>
        <div className="flex min-h-dvh min-w-0 flex-col">
          <header className="sticky top-0 z-30 flex h-13 shrink-0 items-center gap-2 border-line border-b bg-canvas/85 px-4 backdrop-blur-md sm:px-6 lg:px-8 print:hidden">
            <Button
              variant="ghost"
              size="icon"
              aria-label="Open navigation"
              aria-haspopup="dialog"
              aria-expanded={navOpen}
              onClick={() => setNavOpen(true)}
              className="-ml-2 lg:hidden"
            >
              <Menu />
            </Button>
            <MobileNav
              siteId={site.id}
              switcher={switcher}
              userMenu={userMenu}
              open={navOpen}
              onOpenChange={setNavOpen}
            />
            <Link href={`/s/${site.id}`} aria-label="Overview" className="rounded-sm lg:hidden">
              <LogoMark className="size-5" />
            </Link>
            <div className="min-w-0 flex-1">
              <Breadcrumbs siteId={site.id} siteName={site.name} />
            </div>
            <CommandPalette siteId={site.id} sites={sites} mayCreate={mayCreate} search={search} />
          </header>
          <PrintedOn siteName={site.name} />
          <main id="content" tabIndex={-1} className="flex-1 outline-none">
            {children}
          </main>
        </div>
      </div>
    </CrumbProvider>
  );
}
