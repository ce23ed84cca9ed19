'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { clientName, subscriberTitle } from '@/components/subscribers/subscriber-words';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { MessageCheck, PreviewFor } from '@/lib/contracts/personal-fields';
import { languageName } from './language-names';

interface PreviewPersonProps {
  previewFor: PreviewFor | null;
  onChange: (previewFor: PreviewFor | null) => void;
  check: MessageCheck | null;
}

/** Whose message the preview shows: somebody unknown, or real subscribers one after the other. */
export function PreviewPerson({ previewFor, onChange, check }: PreviewPersonProps) {
  const count = check?.personCount ?? 0;
  const step = (by: number) => {
    const index = previewFor ? (previewFor.index + by + count) % Math.max(1, count) : 0;
    onChange({ search: previewFor?.search ?? '', index });
  };
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2 rounded-lg bg-subtle/60 p-3">
      <p className="text-sm text-pretty" aria-live="polite">
        {whoseText(previewFor, check)}
      </p>
      <Input
        value={previewFor?.search ?? ''}
        onChange={(event) => onChange({ search: event.target.value, index: 0 })}
        aria-label="Preview as the subscriber with this id of yours"
        placeholder="Your id of a person"
        autoComplete="off"
      />
      <div className="flex items-center gap-1">
        <Button variant="ghost" size="iconSm" aria-label="Previous subscriber" onClick={() => step(-1)}>
          <ChevronLeft />
        </Button>
        <Button variant="ghost" size="iconSm" aria-label="Next subscriber" onClick={() => step(1)}>
          <ChevronRight />
        </Button>
        {previewFor ? (
          <Button size="sm" variant="ghost" className="ml-auto" onClick={() => onChange(null)}>
            Show defaults
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function whoseText(previewFor: PreviewFor | null, check: MessageCheck | null): string {
  const language = check?.language ? `, in ${languageName(check.language)}` : '';
  if (!previewFor) return `As someone you know nothing about gets it${language}`;
  if (!check?.person) return check && check.personCount === 0 ? 'No active subscriber has that id' : 'Looking …';
  const { person } = check;
  return `As ${subscriberTitle(person)} gets it${person.externalId ? ` (${clientName(person)})` : ''}${language}`;
}
