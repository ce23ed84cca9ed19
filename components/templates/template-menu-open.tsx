'use client';

import { FilePlus2, LayoutTemplate, Save } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';

interface TemplateMenuOpenProps {
  button: RefObject<HTMLButtonElement | null>;
  onChoose: () => void;
  onSave: () => void;
}

/** Loaded, and shown open, with the first click on its trigger (template-menu.tsx). */
export function TemplateMenuOpen({ button, onChoose, onSave }: TemplateMenuOpenProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <Button ref={button} size="sm">
          <LayoutTemplate aria-hidden /> Templates
        </Button>
      </DropdownMenuTrigger>
      {/* A dialog takes the focus, and gives it back to the button. */}
      <DropdownMenuContent>
        <DropdownMenuItem onSelect={onChoose}>
          <FilePlus2 aria-hidden /> Start from a template
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={onSave}>
          <Save aria-hidden /> Save as template
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
