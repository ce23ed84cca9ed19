'use client';

import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import Link from 'next/link';
import { useState, useTransition } from 'react';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { Spinner } from '@/components/ui/spinner';
import type { ShellUser } from './shell.types';
import { applyTheme, readTheme, type Theme } from './theme';

interface UserMenuProps {
  user: ShellUser;
  siteId: string;
  onSignOut: () => Promise<void>;
}

const THEME_ITEMS = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

export function UserMenu({ user, siteId, onSignOut }: UserMenuProps) {
  const [theme, setTheme] = useState<Theme>('system');
  const [signingOut, startSignOut] = useTransition();
  return (
    <DropdownMenu onOpenChange={(open) => open && setTheme(readTheme())}>
      <DropdownMenuTrigger
        aria-label={`${user.name}. Account menu`}
        className="flex h-11 w-full min-w-0 items-center gap-2.5 rounded-lg px-2 text-left transition-colors hover:bg-subtle data-[state=open]:bg-subtle"
      >
        <span
          aria-hidden="true"
          className="flex size-7 shrink-0 items-center justify-center rounded-full bg-subtle-strong font-medium text-muted text-xs"
        >
          {initials(user.name)}
        </span>
        <span className="grid min-w-0 flex-1">
          <span className="truncate font-medium text-sm leading-4">{user.name}</span>
          <span className="truncate text-faint text-xs">{user.email}</span>
        </span>
        <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="w-60">
        <DropdownMenuItem asChild>
          <Link href={`/s/${siteId}/workspace/settings`}>
            <UserRound aria-hidden="true" />
            Account
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={theme}
          onValueChange={(value) => {
            setTheme(value as Theme);
            applyTheme(value as Theme);
          }}
        >
          {THEME_ITEMS.map((item) => (
            <DropdownMenuRadioItem key={item.value} value={item.value} onSelect={(event) => event.preventDefault()}>
              <item.icon aria-hidden="true" />
              {item.label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          disabled={signingOut}
          onSelect={(event) => {
            event.preventDefault();
            startSignOut(onSignOut);
          }}
        >
          {signingOut ? <Spinner /> : <LogOut aria-hidden="true" />}
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
