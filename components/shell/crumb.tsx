'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { findNavItem } from './navigation';

interface CrumbState {
  title: string | null;
  setTitle: (title: string | null) => void;
}

const CrumbContext = createContext<CrumbState | null>(null);

export function CrumbProvider({ children }: { children: ReactNode }) {
  const [title, setTitle] = useState<string | null>(null);
  return <CrumbContext value={{ title, setTitle }}>{children}</CrumbContext>;
}

/** A page below a section names itself in the breadcrumbs: `<Crumb title={campaign.name} />`. */
export function Crumb({ title }: { title: string }) {
  const setTitle = useContext(CrumbContext)?.setTitle;
  useEffect(() => {
    setTitle?.(title);
    return () => setTitle?.(null);
  }, [title, setTitle]);
  return null;
}

/** Site / section / object. The page's own h1 says the last one again, so here it is quiet. */
export function Breadcrumbs({ siteId, siteName }: { siteId: string; siteName: string }) {
  const base = `/s/${siteId}`;
  const path = usePathname().slice(base.length);
  const title = useContext(CrumbContext)?.title;
  const section = findNavItem(path);
  const below = section && path !== section.path;
  const last = below ? (title ?? (path.endsWith('/new') ? 'New' : null)) : null;
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        <li className="hidden min-w-12 shrink-[9999] sm:block">
          <Link href={base} className="block max-w-48 truncate rounded-sm text-muted hover:text-fg">
            {siteName}
          </Link>
        </li>
        {section && (
          <>
            <Separator className="hidden sm:block" />
            <li className="min-w-0 shrink-0">
              {below ? (
                <Link href={`${base}${section.path}`} className="rounded-sm text-muted hover:text-fg">
                  {section.label}
                </Link>
              ) : (
                <span aria-current="page" className="font-medium">
                  {section.label}
                </span>
              )}
            </li>
          </>
        )}
        {last && (
          <>
            <Separator />
            <li className="min-w-0">
              <span aria-current="page" className="block truncate font-medium">
                {last}
              </span>
            </li>
          </>
        )}
      </ol>
    </nav>
  );
}

function Separator({ className }: { className?: string }) {
  return (
    <li aria-hidden="true" className={className}>
      <ChevronRight className="size-3.5 text-faint" />
    </li>
  );
}
