'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { findNavItem, NAVIGATION } from './navigation';

/** The entries of the sidebar; `onNavigate` closes the sheet on a phone. */
export function NavList({ siteId, onNavigate }: { siteId: string; onNavigate?: () => void }) {
  const base = `/s/${siteId}`;
  const pathname = usePathname();
  const current = findNavItem(pathname.slice(base.length));
  return (
    <nav aria-label="Site" className="grid gap-5">
      {NAVIGATION.map((group) => (
        <div key={group.label ?? 'main'}>
          {group.label && <h2 className="mb-1 px-2 font-medium text-faint text-xs">{group.label}</h2>}
          <ul className="grid gap-px">
            {group.items.map((item) => {
              const active = item === current;
              return (
                <li key={item.path}>
                  <Link
                    href={`${base}${item.path}`}
                    aria-current={active ? 'page' : undefined}
                    onClick={onNavigate}
                    className={cn(
                      'flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-muted text-sm transition-colors pointer-coarse:h-10',
                      'hover:bg-subtle hover:text-fg [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint',
                      active && 'bg-subtle-strong/70 text-fg hover:bg-subtle-strong/70 [&_svg]:text-accent-ink',
                    )}
                  >
                    <item.icon aria-hidden="true" strokeWidth={1.75} />
                    {item.label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
