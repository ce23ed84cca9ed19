'use client';

import { Ellipsis, KeyRound, Pencil } from 'lucide-react';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';

export interface KeyMenuProps {
  label: string;
  onEdit: () => void;
  onRotate: () => void;
}

/** Loaded, and shown open, with the first click on its trigger (key-actions.tsx). */
export function KeyMenu({ label, onEdit, onRotate }: KeyMenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <Button size="icon" variant="ghost" aria-label={label}>
          <Ellipsis />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem onSelect={onEdit}>
          <Pencil /> Edit
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={onRotate}>
          <KeyRound /> New secret
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
