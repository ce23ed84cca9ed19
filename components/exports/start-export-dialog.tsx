'use client';

import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { RadioGroup } from '@/components/ui/radio-group';
import { Select } from '@/components/ui/select';
import { useActionForm } from '@/components/ui/use-action-form';
import type { ExportFormat, ExportInput, ExportKind } from '@/lib/contracts/exports';

interface StartExportDialogProps {
  /** Names by id, newest first. */
  campaigns: Record<string, string>;
  start: (input: ExportInput) => Promise<ActionState>;
}

/** Asks for a file; the page shows how far it is. */
export function StartExportDialog({ campaigns, start }: StartExportDialogProps) {
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<ExportKind>('subscribers');
  const { state, pending, form, error, reset } = useActionForm(
    (data) =>
      start({
        kind,
        format: String(data.get('format')) as ExportFormat,
        campaignId: kind === 'deliveries' ? String(data.get('campaignId')) || null : null,
      }),
    { onDone: () => change(false) },
  );
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) reset();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <FileDown aria-hidden="true" />
          Start export
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Start export"
        description="It is made in the background, as things are now. That it was made and fetched is in the audit log."
        footer={
          <>
            <Button onClick={() => change(false)}>Cancel</Button>
            <Button type="submit" form="start-export" variant="primary" pending={pending}>
              Start export
            </Button>
          </>
        }
      >
        <form {...form} id="start-export" className="grid gap-5">
          {state.status === 'failed' && !error('campaignId') && (
            <Callout tone="danger" live>
              {state.message}
            </Callout>
          )}
          <RadioGroup
            legend="What"
            name="kind"
            value={kind}
            onValueChange={setKind}
            options={[
              {
                value: 'subscribers',
                label: 'Subscribers',
                description: 'Everyone, with endpoints and keys: what another push server needs to go on.',
              },
              {
                value: 'deliveries',
                label: 'Deliveries',
                description: 'What became of each message: sent, shown, clicked, and why not.',
              },
              {
                value: 'consents',
                label: 'Consents',
                description: 'Every opt-in and opt-out: when, where, and by which words.',
              },
              {
                value: 'events',
                label: 'Events',
                description: 'What subscribers did, with the properties of each event that was tracked.',
              },
              {
                value: 'visits',
                label: 'Page visits',
                description: 'How often they were on which page, by day, of the last 90 days.',
              },
            ]}
          />
          {kind === 'deliveries' && (
            <Field label="Campaign" error={error('campaignId')}>
              <Select
                name="campaignId"
                placeholder="Every campaign and single message"
                options={Object.entries(campaigns).map(([value, label]) => ({ value, label }))}
              />
            </Field>
          )}
          <Field label="Format" error={error('format')}>
            <Select
              name="format"
              options={[
                { value: 'csv', label: 'CSV, for spreadsheets' },
                { value: 'json', label: 'JSON, for programs' },
              ]}
            />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
