'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { MAX_ACTIONS } from '@/lib/contracts/limits';
import type { ComposerValues } from './composer-values';
import { LOOKS_DESCRIPTION } from './composer-words';
import { ImageInput } from './image-input';
import { InsertField } from './insert-field';
import { PersonalLinkInput } from './message-fields';
import { platformsWithout } from './platform-capabilities';

/** Icon, large image, badge and buttons. */
export function LooksSection() {
  const { register, control, formState } = useFormContext<ComposerValues>();
  const { errors, touchedFields, isSubmitted } = formState;
  const buttons = useFieldArray({ control, name: 'buttons' });
  // Adding a row checks all of it; shown at once, an error would stand at a field that nobody has reached yet, and go
  // when it is left: the page moves under the pointer and a click on "Add button" is lost.
  const buttonError = (index: number, key: 'title' | 'url') =>
    isSubmitted || touchedFields.buttons?.[index]?.[key] ? errors.buttons?.[index]?.[key]?.message : undefined;
  return (
    <Card aria-labelledby="composer-looks">
      <CardHeader title="Images and buttons" titleId="composer-looks" description={LOOKS_DESCRIPTION} />
      <CardBody className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Icon"
            error={errors.icon?.message}
            hint={`Square, 192 px or more. Not on ${platformsWithout('icon')}.`}
          >
            <ImageInput name="icon" />
          </Field>
          <Field
            label="Badge"
            error={errors.badge?.message}
            hint="Android’s status bar: one colour on transparent, 96 px."
          >
            <ImageInput name="badge" />
          </Field>
        </div>
        <Field
          label="Large image"
          error={errors.image?.message}
          hint={`Twice as wide as high. Not on ${platformsWithout('image')}.`}
        >
          <ImageInput name="image" />
        </Field>
        <fieldset className="grid gap-3">
          <legend className="mb-2 font-medium text-sm">Buttons</legend>
          {buttons.fields.map((button, index) => (
            <div
              key={button.id}
              className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
            >
              <Field label={`Button ${index + 1} label`} hideLabel error={buttonError(index, 'title')}>
                <div className="relative">
                  <Input
                    {...register(`buttons.${index}.title`)}
                    dir="auto"
                    placeholder={index ? 'Remind me' : 'Shop now'}
                    className="pr-9"
                  />
                  <span className="absolute inset-y-0.5 right-0.5 flex">
                    <InsertField
                      name={`buttons.${index}.title`}
                      label={`Add a personal field to the label of button ${index + 1}`}
                    />
                  </span>
                </div>
              </Field>
              <Field
                label={`Button ${index + 1} link`}
                hideLabel
                error={buttonError(index, 'url')}
                className="max-sm:col-start-1"
              >
                <PersonalLinkInput name={`buttons.${index}.url`} what={`link of button ${index + 1}`} />
              </Field>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Remove button ${index + 1}`}
                className="max-sm:col-start-2 max-sm:row-start-1"
                onClick={() => buttons.remove(index)}
              >
                <Trash2 />
              </Button>
            </div>
          ))}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Button
              size="sm"
              disabled={buttons.fields.length >= MAX_ACTIONS}
              onClick={() => buttons.append({ title: '', url: '' })}
            >
              <Plus aria-hidden /> Add button
            </Button>
            <span className="text-faint text-sm">
              Up to {MAX_ACTIONS}, each with its own link. Not on {platformsWithout('actions')}.
            </span>
          </div>
        </fieldset>
      </CardBody>
    </Card>
  );
}
