'use client';

import { useState } from 'react';
import { languageName } from '@/components/campaigns/language-names';
import { MessagePreview } from '@/components/campaigns/message-preview';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import type { TemplateOption } from './template.types';

interface TemplateDialogProps {
  template: TemplateOption;
  siteName: string;
  siteHost: string;
  onClose: () => void;
}

/** All that a template says, in each of its languages, as each platform shows it. */
export function TemplateDialog({ template, siteName, siteHost, onClose }: TemplateDialogProps) {
  const { name, translations, updatedAt } = template;
  const [language, setLanguage] = useState('');
  const languages = Object.keys(translations);
  const message = { ...template.message, ...translations[language] };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={name}
        description={
          <>
            Changed <AbsoluteTime at={updatedAt} />
          </>
        }
        footer={
          <DialogClose asChild>
            <Button>Close</Button>
          </DialogClose>
        }
      >
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
          {languages.length > 0 ? (
            <Field label="Language">
              <Select
                value={language}
                onChange={(event) => setLanguage(event.target.value)}
                options={[
                  { value: '', label: 'Default' },
                  ...languages.map((value) => ({ value, label: languageName(value) })),
                ]}
              />
            </Field>
          ) : null}
          <MessagePreview message={message} siteName={siteName} siteHost={siteHost} />
          <dl className="grid gap-3 text-sm">
            <Link label="Link" text={message.url} />
            {message.actions?.map(({ title, url }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two buttons at most, told apart by their place
              <Link key={index} label={`Button “${title}”`} text={url} />
            ))}
          </dl>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Link({ label, text }: { label: string; text: string | null | undefined }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-muted">{label}</dt>
      <dd className="[overflow-wrap:anywhere]">{text || <span className="text-muted">None yet</span>}</dd>
    </div>
  );
}
