'use client';

import { BellOff, MessageSquare, MousePointerClick } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { RadioGroup } from '@/components/ui/radio-group';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { useActionForm } from '@/components/ui/use-action-form';
import type { PromptConfig } from '@/lib/contracts/sites';
import { PromptPreview } from './prompt-preview';

interface PromptEditorProps {
  prompt: PromptConfig;
  host: string;
  canEdit: boolean;
  save: (prompt: PromptConfig) => Promise<ActionState>;
}

const KINDS = [
  { value: 'dialog', label: 'Dialog', icon: <MessageSquare />, description: 'Asks by itself, with your words first' },
  { value: 'button', label: 'Your button', icon: <MousePointerClick />, description: 'Asks when a visitor clicks it' },
  { value: 'none', label: 'Nothing', icon: <BellOff />, description: 'Your own code asks, or nobody does' },
] as const;

/** How visitors are asked, with what they will see beside it. */
export function PromptEditor({ prompt: saved, host, canEdit, save }: PromptEditorProps) {
  const [prompt, setPrompt] = useState(saved);
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  const { pending, form, error } = useActionForm(() => save(prompt), {
    onDone: () => toast.success('Prompt saved', { description: 'Visitors see it within a minute.' }),
    onFailed: (state) => toast.error('Not saved', { description: state.message }),
  });
  const set = <K extends keyof PromptConfig>(key: K, value: PromptConfig[K]) => setPrompt({ ...prompt, [key]: value });
  const isDirty = JSON.stringify(prompt) !== JSON.stringify(saved);
  const isDialog = prompt.kind === 'dialog';

  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] xl:grid-cols-[minmax(0,1fr)_minmax(0,30rem)]">
      <form {...form} className="min-w-0">
        <fieldset disabled={!canEdit} className="contents">
          <Card>
            <CardHeader title="How visitors are asked" />
            <CardBody className="grid gap-6">
              <RadioGroup
                legend="Kind of prompt"
                hideLegend
                name="kind"
                variant="cards"
                options={KINDS}
                value={prompt.kind}
                onValueChange={(kind) => set('kind', kind)}
              />
              {isDialog && (
                <>
                  <TextField
                    label="Title"
                    name="title"
                    max={80}
                    prompt={prompt}
                    set={set}
                    error={error('prompt.title')}
                  />
                  <Field
                    label="Text"
                    aside={`${prompt.body.length}/200`}
                    error={error('prompt.body')}
                    hint="Say what they get and how often. Honest words get more yeses that last."
                  >
                    <Textarea
                      name="body"
                      maxLength={200}
                      value={prompt.body}
                      onChange={(event) => set('body', event.currentTarget.value)}
                    />
                  </Field>
                  <div className="grid gap-4 sm:grid-cols-2">
                    <TextField
                      label="Yes button"
                      name="accept"
                      max={30}
                      prompt={prompt}
                      set={set}
                      error={error('prompt.accept')}
                    />
                    <TextField
                      label="No button"
                      name="decline"
                      max={30}
                      prompt={prompt}
                      set={set}
                      error={error('prompt.decline')}
                    />
                  </div>
                  <div className="grid gap-4 sm:grid-cols-2">
                    <Field label="Colour of the yes button" error={error('prompt.accent')}>
                      <span className="flex gap-2">
                        <input
                          type="color"
                          aria-label="Pick the colour"
                          value={/^#[0-9a-fA-F]{6}$/.test(prompt.accent) ? prompt.accent : '#3451b2'}
                          onChange={(event) => set('accent', event.currentTarget.value)}
                          className="h-8 w-10 shrink-0 rounded-md border border-line-strong bg-surface p-1 shadow-sm pointer-coarse:h-10"
                        />
                        <Input
                          name="accent"
                          value={prompt.accent}
                          spellCheck={false}
                          onChange={(event) => set('accent', event.currentTarget.value)}
                          className="font-mono text-sm"
                        />
                      </span>
                    </Field>
                    <div className="grid content-start gap-1.5">
                      <span className="font-medium text-sm">Place</span>
                      <SegmentedControl
                        label="Place of the dialog"
                        value={prompt.position}
                        onValueChange={(position) => set('position', position)}
                        options={[
                          { value: 'top', label: 'Top' },
                          { value: 'bottom', label: 'Bottom' },
                        ]}
                      />
                    </div>
                  </div>
                  <div className="grid gap-4 sm:grid-cols-2">
                    <NumberField
                      label="Wait before asking"
                      unit="seconds"
                      name="delaySeconds"
                      min={0}
                      max={3_600}
                      prompt={prompt}
                      set={set}
                      error={error('prompt.delaySeconds')}
                    />
                    <NumberField
                      label="Ask again after a no"
                      unit="days"
                      name="reaskDays"
                      min={1}
                      max={365}
                      prompt={prompt}
                      set={set}
                      error={error('prompt.reaskDays')}
                    />
                  </div>
                </>
              )}
              {prompt.kind === 'button' && (
                <div className="grid gap-2">
                  <p className="text-muted text-sm">
                    Give any button or link of your page this attribute. The browser’s own question follows the click.
                  </p>
                  <CodeBlock label="Button" code="<button data-belfry-subscribe>Notify me</button>" />
                </div>
              )}
              {prompt.kind === 'none' && (
                <div className="grid gap-2">
                  <p className="text-muted text-sm">Ask from your own code, in answer to a click:</p>
                  <CodeBlock label="Page code" code="belfry('subscribe');" />
                </div>
              )}
            </CardBody>
            <CardFooter>
              <span aria-live="polite">
                {canEdit ? (isDirty ? 'Changes are not saved yet' : 'Saved') : 'Your role can look, not change'}
              </span>
              <span className="flex gap-2">
                {isDirty && (
                  <Button variant="ghost" onClick={() => setPrompt(saved)}>
                    Discard
                  </Button>
                )}
                <Button type="submit" variant="primary" pending={pending} disabled={!isDirty || !canEdit}>
                  Save prompt
                </Button>
              </span>
            </CardFooter>
          </Card>
        </fieldset>
      </form>
      <section aria-label="Preview" className="grid content-start gap-3 lg:sticky lg:top-20 lg:self-start">
        <div className="flex items-center justify-between">
          <h2 className="font-medium text-muted text-sm">Preview</h2>
          <SegmentedControl
            label="Colours of the visitor’s system"
            value={scheme}
            onValueChange={setScheme}
            options={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </div>
        <PromptPreview prompt={prompt} host={host} scheme={scheme} />
        <p className="text-faint text-sm">
          After the yes, the browser asks once more in its own words. A no here costs nothing; a no there is for good.
        </p>
      </section>
    </div>
  );
}

interface PartProps {
  label: string;
  prompt: PromptConfig;
  set: <K extends keyof PromptConfig>(key: K, value: PromptConfig[K]) => void;
  error: string | undefined;
}

function TextField({
  label,
  name,
  max,
  prompt,
  set,
  error,
}: PartProps & { name: 'title' | 'accept' | 'decline'; max: number }) {
  return (
    <Field label={label} aside={`${prompt[name].length}/${max}`} error={error}>
      <Input
        name={name}
        maxLength={max}
        value={prompt[name]}
        onChange={(event) => set(name, event.currentTarget.value)}
      />
    </Field>
  );
}

interface NumberFieldProps extends PartProps {
  name: 'delaySeconds' | 'reaskDays';
  unit: string;
  min: number;
  max: number;
}

function NumberField({ label, name, unit, min, max, prompt, set, error }: NumberFieldProps) {
  return (
    <Field label={label} error={error}>
      <span className="flex items-center gap-2">
        <Input
          name={name}
          type="number"
          min={min}
          max={max}
          value={prompt[name]}
          onChange={(event) => set(name, event.currentTarget.valueAsNumber || 0)}
          className="tabular w-24"
        />
        <span className="text-muted text-sm">{unit}</span>
      </span>
    </Field>
  );
}
