'use client';

import { ChevronsUpDown } from 'lucide-react';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { ShellUser } from './shell.types';

export interface UserMenuProps {
  user: ShellUser;
  siteId: string;
  onSignOut: () => Promise<void>;
}

const loadMenu = () => import('./user-menu-open').then((module) => module.UserMenuOpen);

export function UserMenu(props: UserMenuProps) {
  const { Part, trigger, refusal } = useMenuPart(loadMenu);
  if (Part) return <Part {...props} />;
  return (
    <>
      <button type="button" aria-label={userMenuLabel(props.user)} className={userMenuClass} {...trigger}>
        <UserFace user={props.user} />
      </button>
      {refusal}
    </>
  );
}

export const userMenuClass =
  'flex h-11 w-full min-w-0 items-center gap-2.5 rounded-lg px-2 text-left transition-colors hover:bg-subtle data-[state=open]:bg-subtle';

export function userMenuLabel(user: ShellUser): string {
  return `${user.name}. Account menu`;
}

export function UserFace({ user }: { user: ShellUser }) {
  return (
    <>
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
    </>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
