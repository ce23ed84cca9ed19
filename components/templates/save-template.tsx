'use client';

import { useState, useTransition } from 'react';
import { useFormContext } from 'react-hook-form';
import { type ComposerValues, nameFromTitle, toMessage, toTtlSeconds } from '@/components/campaigns/composer-values';
import { toTranslations } from '@/components/campaigns/translation-values';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogClose, DialogContent, DialogFooter } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import type { TemplateMenuActions } from './template.types';

interface SaveTemplateProps {
  save: TemplateMenuActions['save'];
  onClose: () => void;
}

/** Keeps the message and its options as they are now; a name that is taken is replaced only when the person says so. */
export function SaveTemplate({ save, onClose }: SaveTemplateProps) {
  const { getValues } = useFormContext<ComposerValues>();
  const [name, setName] = useState(() => getValues('name').trim() || nameFromTitle(getValues('title')));
  const [takenBy, setTakenBy] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [isSaving, startSaving] = useTransition();
  const submit = () =>
    startSaving(async () => {
      setError('');
      const values = getValues();
      const message = toMessage(values);
      const ttlSeconds = toTtlSeconds(values);
      const answer = await save(
        {
          name,
          message,
          translations: toTranslations(values.translations, message),
          urgency: values.urgency,
          ...(ttlSeconds && { ttlSeconds }),
        },
        takenBy,
      ).catch(() => null);
      if (!answer?.data) return setError(answer?.fields?.name ?? answer?.message ?? 'The template was not saved.');
      if (answer.data.takenBy) return setTakenBy(answer.data.takenBy);
      toast.success(takenBy ? 'Template replaced' : 'Template saved');
      onClose();
    });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Save as template"
        description="Keeps the message in all its languages, with links, images, buttons and options."
        className="grid-rows-[auto_1fr]"
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            // The composer's form is around it in React's tree.
            event.stopPropagation();
            submit();
          }}
        >
          <div className="grid gap-4 pb-4">
            {takenBy ? (
              <Callout tone="warning" live title="There is a template of this name">
                Replace it, or choose another name. Campaigns that were made from it stay as they are.
              </Callout>
            ) : null}
            <Field label="Name" required error={error || undefined}>
              <Input
                value={name}
                maxLength={120}
                data-autofocus
                autoComplete="off"
                onChange={(event) => {
                  setName(event.target.value);
                  setTakenBy(null);
                }}
              />
            </Field>
          </div>
          <DialogFooter className="-mx-5 -mb-4">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={isSaving}>
              {takenBy ? 'Replace template' : 'Save template'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
