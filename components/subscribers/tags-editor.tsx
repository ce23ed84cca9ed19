'use client';

import { Plus, X } from 'lucide-react';
import { useId, useState, useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import type { SubscriberActions } from './subscriber.types';

type TagValue = string | number | boolean;

interface TagsEditorProps {
  tags: SubscriberView['tags'];
  update: SubscriberActions['update'];
  canEdit: boolean;
}

/** What a visitor's page or your API told about them. A removed tag can be brought back at once. */
export function TagsEditor({ tags, update, canEdit }: TagsEditorProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [error, setError] = useState('');
  const [isSaving, startSaving] = useTransition();
  const entries = Object.entries(tags);

  const save = (change: Record<string, TagValue | null>, done: () => void) =>
    startSaving(async () => {
      setError('');
      const answer = await answerOf(update({ tags: change }));
      if (answer.status === 'failed') {
        setError(Object.values(answer.fields ?? {})[0] ?? answer.message ?? 'The tag was not saved.');
        return;
      }
      done();
    });
  const add = () => {
    const key = name.trim();
    if (!key) return setError('Name the tag.');
    save({ [key]: readTagValue(value) }, () => {
      setName('');
      setValue('');
      document.getElementById(`${id}-name`)?.focus();
    });
  };
  const remove = (key: string, old: TagValue) =>
    save({ [key]: null }, () =>
      toast(`Tag “${key}” removed`, {
        action: undoAction(() => update({ tags: { [key]: old } })),
      }),
    );
  return (
    <div className="grid gap-3">
      {entries.length === 0 ? <p className="text-muted text-sm">No tags yet.</p> : null}
      <ul className="flex flex-wrap gap-1.5">
        {entries.map(([key, tag]) => (
          <li
            key={key}
            className="inline-flex h-7 max-w-full items-center gap-1 rounded-md border border-line bg-canvas pl-2 text-sm"
          >
            <span className="truncate text-muted">{key}</span>
            <span className="truncate font-medium">{tag === true ? 'yes' : tag === false ? 'no' : String(tag)}</span>
            {canEdit ? (
              <button
                type="button"
                disabled={isSaving}
                aria-label={`Remove tag ${key}`}
                onClick={() => remove(key, tag)}
                className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:text-fg"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            ) : (
              <span className="w-1" />
            )}
          </li>
        ))}
      </ul>
      {canEdit ? (
        <form
          className="flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Input
            id={`${id}-name`}
            aria-label="Tag name"
            placeholder="Name"
            value={name}
            maxLength={64}
            autoComplete="off"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => setName(event.target.value)}
            className="w-32 flex-1"
          />
          <Input
            aria-label="Tag value"
            placeholder="Value"
            value={value}
            maxLength={255}
            autoComplete="off"
            onChange={(event) => setValue(event.target.value)}
            className="w-32 flex-1"
          />
          <Button type="submit" pending={isSaving}>
            <Plus aria-hidden /> Add
          </Button>
        </form>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-danger-ink text-sm">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** "12" is a number and "yes" a yes, as rules compare them; an empty value means yes. */
function readTagValue(text: string): TagValue {
  const value = text.trim();
  if (value === '' || /^(yes|true)$/i.test(value)) return true;
  if (/^(no|false)$/i.test(value)) return false;
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? Number(value) : value;
}
