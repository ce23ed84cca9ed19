'use client';

import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { useAhead } from '@/components/ui/first-sign';
import { latePart } from '@/components/ui/late-part';
import { Skeleton } from '@/components/ui/skeleton';
import { AddLanguage } from './add-language';
import type { ComposerValues } from './composer-values';
import { BodyField, PersonalLinkInput, TitleField } from './message-fields';

// Most messages have one language: what others need comes when somebody uses the page.
const LanguageTabs = latePart(
  () => import('./language-tabs').then((module) => module.LanguageTabs),
  ({ failure, children }) =>
    failure ? (
      <div className="grid gap-4">
        {failure}
        {children}
      </div>
    ) : (
      <Skeleton className="h-64" />
    ),
);

interface MessageSectionProps {
  /** The language being written; empty for the default. */
  language: string;
  onLanguageChange: (language: string) => void;
  /** Before the choice of languages. */
  tools: ReactNode;
}

/** Title, text and link, in one language or several. */
export function MessageSection({ language, onLanguageChange, tools }: MessageSectionProps) {
  useAhead(LanguageTabs.load);
  const translations = useWatch<ComposerValues, 'translations'>({ name: 'translations' });
  return (
    <Card aria-labelledby="composer-message">
      <CardHeader
        title="Message"
        titleId="composer-message"
        actions={
          <>
            {tools}
            <AddLanguage onLanguageChange={onLanguageChange} />
          </>
        }
      />
      <CardBody>
        {translations.length === 0 ? (
          <DefaultFields />
        ) : (
          <LanguageTabs language={language} onLanguageChange={onLanguageChange}>
            <DefaultFields />
          </LanguageTabs>
        )}
      </CardBody>
    </Card>
  );
}

function DefaultFields() {
  const { formState } = useFormContext<ComposerValues>();
  return (
    <div className="grid gap-4">
      <TitleField name="title" required placeholder="The sale ends tonight" />
      <BodyField name="body" placeholder="Everything is 20% off until midnight." />
      <Field
        label="Link"
        required
        error={formState.errors.url?.message}
        hint="Opens when someone clicks the notification."
      >
        <PersonalLinkInput name="url" what="link" />
      </Field>
    </div>
  );
}
