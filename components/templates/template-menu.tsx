'use client';

import { FilePlus2, LayoutTemplate, Save } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import type { TemplateMenuActions } from './template.types';

const ChooseTemplate = dynamic(() => import('./choose-template').then((module) => module.ChooseTemplate), {
  ssr: false,
});
const SaveTemplate = dynamic(() => import('./save-template').then((module) => module.SaveTemplate), { ssr: false });

interface TemplateMenuProps {
  actions: TemplateMenuActions;
  /** The message was replaced: the default language is shown. */
  onStart: (language: string) => void;
}

/** What the composer does with templates. */
export function TemplateMenu({ actions, onStart }: TemplateMenuProps) {
  const [dialog, setDialog] = useState<'choose' | 'save' | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDialog(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={button} size="sm">
            <LayoutTemplate aria-hidden /> Templates
          </Button>
        </DropdownMenuTrigger>
        {/* The dialog takes the focus, and gives it back to the button. */}
        <DropdownMenuContent onCloseAutoFocus={(event) => event.preventDefault()}>
          <DropdownMenuItem onSelect={() => setDialog('choose')}>
            <FilePlus2 aria-hidden /> Start from a template
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setDialog('save')}>
            <Save aria-hidden /> Save as template
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === 'choose' ? <ChooseTemplate find={actions.find} onClose={close} onStart={onStart} /> : null}
      {dialog === 'save' ? <SaveTemplate save={actions.save} onClose={close} /> : null}
    </>
  );
}
