'use client';

import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { BehaviourField } from './behaviour-draft';
import { BehaviourFields } from './behaviour-fields';
import { type ConditionDraft, type DraftProblem, newCondition } from './rule-draft';
import { operatorOf, RULE_FIELD_KEYS, RULE_FIELDS, type RuleField } from './rule-fields';
import { choicesFor, normaliseValue, type RuleSuggestions, valueLabel } from './rule-suggestions';
import { ValuesInput } from './values-input';

interface ConditionRowProps {
  condition: ConditionDraft;
  onChange: (next: ConditionDraft) => void;
  onRemove: () => void;
  suggestions: RuleSuggestions;
  /** Shown once the person has tried to save. */
  problem: DraftProblem | undefined;
}

const UNITS = { days: ['day', 'days'], times: ['time', 'times'] } as const;
const FIELD_OPTIONS = RULE_FIELD_KEYS.map((value) => ({ value, label: RULE_FIELDS[value].label }));

/** One condition: what, how, with which value. */
export function ConditionRow({ condition, onChange, onRemove, suggestions, problem }: ConditionRowProps) {
  const id = useId();
  const { field } = condition;
  const error = (part: DraftProblem['part']) => (problem?.part === part ? problem.message : undefined);
  // A new field begins anew, but keeps its place and the focus.
  const changeField = (next: RuleField) => onChange({ ...newCondition(next), key: condition.key });
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-start gap-1">
      <legend className="sr-only">Condition on {RULE_FIELDS[field].label}</legend>
      <div className="flex min-w-0 flex-wrap items-start gap-2">
        <Select
          id={`${condition.key}-field`}
          aria-label="Field"
          className="w-36 max-sm:w-[calc(50%-0.25rem)]"
          options={FIELD_OPTIONS}
          value={field}
          onChange={(event) => changeField(event.target.value as RuleField)}
        />
        {field === 'tag' ? (
          <div className="w-32 max-sm:w-[calc(50%-0.25rem)]">
            <Input
              aria-label="Name of the tag"
              placeholder="Tag name"
              list={`${id}-tags`}
              autoComplete="off"
              maxLength={64}
              value={condition.tagKey}
              aria-invalid={error('tagKey') ? true : undefined}
              aria-describedby={error('tagKey') ? `${id}-tag-error` : undefined}
              onChange={(event) => onChange({ ...condition, tagKey: event.target.value })}
            />
            <datalist id={`${id}-tags`}>
              {suggestions.tagKeys.map((key) => (
                <option key={key} value={key} />
              ))}
            </datalist>
            <Problem id={`${id}-tag-error`} text={error('tagKey')} />
          </div>
        ) : null}
        <Select
          aria-label="Comparison"
          className="w-34 max-sm:w-[calc(50%-0.25rem)]"
          options={RULE_FIELDS[field].operators}
          value={condition.operator}
          onChange={(event) => onChange({ ...condition, operator: event.target.value })}
        />
        {isBehaviour(field) ? (
          <div className="min-w-64 flex-1 max-sm:basis-full">
            <BehaviourFields
              field={field}
              behaviour={condition.behaviour}
              onChange={(behaviour) => onChange({ ...condition, behaviour })}
              suggestions={suggestions}
              problem={problem}
            />
          </div>
        ) : operatorOf(field, condition.operator).kind === 'none' ? null : (
          <div className="min-w-48 flex-1 max-sm:basis-full">
            <ConditionValue
              condition={condition}
              onChange={onChange}
              suggestions={suggestions}
              error={error('value')}
            />
          </div>
        )}
      </div>
      <Button variant="ghost" size="icon" aria-label="Remove condition" title="Remove condition" onClick={onRemove}>
        <Trash2 />
      </Button>
    </fieldset>
  );
}

function isBehaviour(field: RuleField): field is BehaviourField {
  return field === 'event' || field === 'page' || field === 'campaign';
}

interface ValueProps extends Pick<ConditionRowProps, 'condition' | 'onChange' | 'suggestions'> {
  error: string | undefined;
}

function ConditionValue({ condition, onChange, suggestions, error }: ValueProps) {
  const id = useId();
  const { field } = condition;
  const { kind } = operatorOf(field, condition.operator);
  const set = (value: string) => onChange({ ...condition, value });
  const invalid = {
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? id : undefined,
  } as const;
  const shown = <Problem id={id} text={error} />;
  switch (kind) {
    case 'none':
    case 'behaviour':
      return null;
    case 'values': {
      const choices = choicesFor(field, suggestions);
      return (
        <ValuesInput
          label={RULE_FIELDS[field].label}
          values={condition.values}
          onChange={(values) => onChange({ ...condition, values })}
          choices={choices}
          normalise={(text) => normaliseValue(field, text, choices)}
          labelOf={(value) => valueLabel(field, value)}
          placeholder={field === 'externalId' ? 'Type and press Enter' : 'Choose or type'}
          error={error}
        />
      );
    }
    case 'topic': {
      const known = suggestions.topics.map((topic) => ({ value: topic.key, label: topic.name }));
      const isKnown = !condition.value || known.some((topic) => topic.value === condition.value);
      const options = isKnown ? known : [...known, { value: condition.value, label: condition.value }];
      return (
        <>
          <Select
            aria-label="Topic"
            placeholder={known.length > 0 ? 'Choose a topic' : 'There is no topic yet'}
            options={options}
            value={condition.value}
            onChange={(event) => set(event.target.value)}
            {...invalid}
          />
          {shown}
        </>
      );
    }
    case 'tag':
      return (
        <>
          <div className="flex gap-2">
            <Select
              aria-label="Kind of value"
              className="w-26 shrink-0"
              options={[
                { value: 'text', label: 'Text' },
                { value: 'number', label: 'Number' },
                { value: 'boolean', label: 'Yes or no' },
              ]}
              value={condition.tagType}
              onChange={(event) =>
                onChange({ ...condition, tagType: event.target.value as typeof condition.tagType, value: '' })
              }
            />
            {condition.tagType === 'boolean' ? (
              <Select
                aria-label="Value"
                options={[
                  { value: 'true', label: 'Yes' },
                  { value: 'false', label: 'No' },
                ]}
                value={condition.value === 'false' ? 'false' : 'true'}
                onChange={(event) => set(event.target.value)}
              />
            ) : (
              <Input
                aria-label="Value"
                placeholder="Value"
                inputMode={condition.tagType === 'number' ? 'decimal' : 'text'}
                maxLength={255}
                value={condition.value}
                onChange={(event) => set(event.target.value)}
                {...invalid}
              />
            )}
          </div>
          {shown}
        </>
      );
    case 'times':
    case 'days':
      return (
        <>
          <span className="flex items-center gap-2">
            <Input
              aria-label={kind === 'days' ? 'Days' : 'Visits'}
              inputMode="numeric"
              className="tabular w-20"
              value={condition.value}
              onChange={(event) => set(event.target.value)}
              {...invalid}
            />
            <span className="text-muted text-sm">{UNITS[kind][condition.value === '1' ? 0 : 1]}</span>
          </span>
          {shown}
        </>
      );
    default:
      return (
        <>
          <Input
            aria-label={kind === 'date' ? 'Date' : 'Value'}
            type={kind === 'date' ? 'date' : 'text'}
            inputMode={kind === 'number' ? 'decimal' : undefined}
            placeholder={kind === 'date' ? undefined : 'Value'}
            className={kind === 'date' ? 'tabular w-40' : undefined}
            maxLength={255}
            value={kind === 'date' ? condition.value.slice(0, 10) : condition.value}
            onChange={(event) => set(event.target.value)}
            {...invalid}
          />
          {shown}
        </>
      );
  }
}

function Problem({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <p id={id} role="alert" className="mt-1 text-danger-ink text-sm">
      {text}
    </p>
  );
}
