'use client';

import { Command } from 'cmdk';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { type ComposerValues, contentValues } from '@/components/campaigns/composer-values';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { useAnswer } from '@/components/ui/use-answer';
import type { TemplateMenuActions, TemplateOption } from './template.types';

const QUIET_MS = 200;
type Content = ReturnType<typeof contentValues>;

interface ChooseTemplateProps {
  find: TemplateMenuActions['find'];
  onClose: () => void;
  onStart: (language: string) => void;
}

/** Puts a template's message in the place of what was written, which can be undone; audience and time stay. */
export function ChooseTemplate({ find, onClose, onStart }: ChooseTemplateProps) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const [search, setSearch] = useState('');
  const { data, failure, retry } = useAnswer({
    key: search,
    ask: () => find(search),
    failure: 'The templates could not be loaded.',
    quietMs: search ? QUIET_MS : 0,
  });
  const found = data?.templates ?? null;

  const fill = (content: Content) => {
    onStart('');
    const entries = Object.entries(content) as [keyof Content, Content[keyof Content]][];
    for (const [name, value] of entries) setValue(name, value, { shouldDirty: true });
  };
  const start = (template: TemplateOption) => {
    const values = getValues();
    const filled = contentValues(template);
    const before = Object.fromEntries(
      Object.keys(filled).map((name) => [name, structuredClone(values[name as keyof Content])]),
    ) as Content;
    if (!values.name.trim()) setValue('name', template.name, { shouldDirty: true });
    fill(filled);
    toast(`Started from “${template.name}”`, { action: { label: 'Undo', onClick: () => fill(before) } });
    onClose();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Start from a template"
        description="It takes the place of the message and its options. Audience and time stay."
      >
        {failure ? (
          <Callout tone="danger" live className="mb-3">
            {failure}{' '}
            <button type="button" className="font-medium underline underline-offset-2" onClick={retry}>
              Try again
            </button>
          </Callout>
        ) : null}
        <Command label="Templates" shouldFilter={false} className="grid gap-2">
          <Command.Input
            data-autofocus
            value={search}
            onValueChange={setSearch}
            placeholder="Part of the name"
            className="h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-base placeholder:text-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/35"
          />
          <Command.List className="-mx-1 max-h-80 overflow-y-auto px-1">
            {found === null && !failure ? (
              <Command.Loading>
                <p className="px-2 py-3 text-faint text-sm">Loading templates …</p>
              </Command.Loading>
            ) : null}
            {found?.length === 0 ? (
              <p className="px-2 py-3 text-muted text-sm">
                {search
                  ? 'No template has that in its name.'
                  : 'No templates yet. Write a message and choose “Save as template”.'}
              </p>
            ) : null}
            {found?.map((template) => (
              <Command.Item
                key={template.id}
                value={template.id}
                onSelect={() => start(template)}
                className="grid cursor-pointer gap-0.5 rounded-md px-2 py-2 data-[selected=true]:bg-subtle"
              >
                <span className="truncate font-medium">{template.name}</span>
                <span className="truncate text-muted text-sm">
                  {[template.message.title, template.message.body].filter(Boolean).join(' · ') || 'No text yet'}
                </span>
              </Command.Item>
            ))}
          </Command.List>
        </Command>
        <div className="mt-3 flex justify-end">
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
