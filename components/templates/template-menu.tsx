'use client';

import { LayoutTemplate } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useMenuPart } from '@/components/shell/use-menu-part';
import { Button } from '@/components/ui/button';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { TemplateMenuActions } from './template.types';

const ChooseTemplate = dynamic(() => import('./choose-template').then((module) => module.ChooseTemplate), {
  ssr: false,
});
const SaveTemplate = dynamic(() => import('./save-template').then((module) => module.SaveTemplate), { ssr: false });
const loadMenu = () => import('./template-menu-open').then((module) => module.TemplateMenuOpen);

interface TemplateMenuProps {
  actions: TemplateMenuActions;
  /** The message was replaced: the default language is shown. */
  onStart: (language: string) => void;
}

/** What the composer does with templates. */
export function TemplateMenu({ actions, onStart }: TemplateMenuProps) {
  const [dialog, setDialog] = useState<'choose' | 'save' | null>(null);
  const button = useFocusBack(dialog !== null);
  const { Part: Menu, trigger } = useMenuPart(loadMenu);
  const close = () => setDialog(null);
  return (
    <>
      {Menu ? (
        <Menu button={button} onChoose={() => setDialog('choose')} onSave={() => setDialog('save')} />
      ) : (
        <Button size="sm" {...trigger}>
          <LayoutTemplate aria-hidden /> Templates
        </Button>
      )}
      {dialog === 'choose' ? <ChooseTemplate find={actions.find} onClose={close} onStart={onStart} /> : null}
      {dialog === 'save' ? <SaveTemplate save={actions.save} onClose={close} /> : null}
    </>
  );
}
