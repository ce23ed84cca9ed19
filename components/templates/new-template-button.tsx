'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { FromCampaignDialogProps } from './from-campaign-dialog';

const FromCampaignDialog = lateDialog(() =>
  import('./from-campaign-dialog').then((module) => module.FromCampaignDialog),
);

/** Makes a template of a campaign; the dialog is loaded with the first click. */
export function NewTemplateButton(props: Omit<FromCampaignDialogProps, 'onClose'>) {
  const [isOpen, setOpen] = useState(false);
  const button = useFocusBack(isOpen);
  return (
    <>
      <Button ref={button} variant="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Plus aria-hidden /> New template
      </Button>
      {isOpen ? <FromCampaignDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
