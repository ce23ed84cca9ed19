'use client';

import { LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
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
import { applyTheme, readTheme, type Theme } from './theme';
import { UserFace, type UserMenuProps, userMenuClass, userMenuLabel } from './user-menu';

const THEME_ITEMS = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

/** The open account menu; loaded by its first click. */
export function UserMenuOpen({ user, siteId, onSignOut }: UserMenuProps) {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [signingOut, startSignOut] = useTransition();
  return (
    <DropdownMenu defaultOpen onOpenChange={(open) => open && setTheme(readTheme())}>
      <DropdownMenuTrigger aria-label={userMenuLabel(user)} className={userMenuClass}>
        <UserFace user={user} />
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
