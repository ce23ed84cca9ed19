'use client';

import { LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { TemplateMenuActions } from './template.types';

const ChooseTemplate = lateDialog(() => import('./choose-template').then((module) => module.ChooseTemplate));
const SaveTemplate = lateDialog(() => import('./save-template').then((module) => module.SaveTemplate));
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
  const { Part: Menu, trigger, refusal } = useMenuPart(loadMenu);
  const close = () => setDialog(null);
  return (
    <>
      {Menu ? (
        <Menu button={button} onChoose={() => setDialog('choose')} onSave={() => setDialog('save')} />
      ) : (
        <>
          <Button size="sm" {...trigger}>
            <LayoutTemplate aria-hidden /> Templates
          </Button>
          {refusal}
        </>
      )}
      {dialog === 'choose' ? <ChooseTemplate find={actions.find} onClose={close} onStart={onStart} /> : null}
      {dialog === 'save' ? <SaveTemplate save={actions.save} onClose={close} /> : null}
    </>
  );
}
