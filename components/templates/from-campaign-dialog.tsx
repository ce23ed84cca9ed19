'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogClose, DialogContent, DialogFooter } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useSaving } from '@/components/ui/use-saving';
import type { TemplateActions } from './template.types';

export interface FromCampaignDialogProps {
  /** The newest of the site, at least one. */
  campaigns: { id: string; name: string }[];
  createFromCampaign: TemplateActions['createFromCampaign'];
  onClose: () => void;
}

/** Takes the message of a campaign. The name follows the campaign until it is typed. */
export function FromCampaignDialog({ campaigns, createFromCampaign, onClose }: FromCampaignDialogProps) {
  const [campaignId, setCampaignId] = useState(campaigns[0]?.id ?? '');
  const [typedName, setTypedName] = useState<string | null>(null);
  const { errors, failure, isSaving, save } = useSaving('The template was not saved.');
  const name = typedName ?? campaigns.find(({ id }) => id === campaignId)?.name ?? '';
  const submit = () =>
    save(
      () => createFromCampaign({ name, campaignId }),
      () => {
        toast.success('Template saved');
        onClose();
      },
    );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="New template"
        description="Takes what a campaign says: its texts in every language, links, images, buttons and options."
        className="grid-rows-[auto_1fr]"
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className="grid gap-4 pb-4">
            {failure ? (
              <Callout tone="danger" live>
                {failure}
              </Callout>
            ) : null}
            <Field label="Campaign" error={errors.campaignId}>
              <Select
                value={campaignId}
                onChange={(event) => setCampaignId(event.target.value)}
                options={campaigns.map(({ id, name: label }) => ({ value: id, label }))}
              />
            </Field>
            <Field label="Name" required error={errors.name}>
              <Input
                value={name}
                maxLength={120}
                autoComplete="off"
                onChange={(event) => setTypedName(event.target.value)}
              />
            </Field>
          </div>
          <DialogFooter className="-mx-5 -mb-4">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={isSaving}>
              Save template
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
