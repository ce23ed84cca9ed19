'use client';

import { useId } from 'react';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { BehaviourDraft, BehaviourField } from './behaviour-draft';
import { PropertyFields } from './property-fields';
import type { DraftProblem } from './rule-draft';
import type { RuleSuggestions } from './rule-suggestions';
import { type Invalid, SuggestedInput } from './suggested-input';

interface BehaviourFieldsProps {
  field: BehaviourField;
  behaviour: BehaviourDraft;
  onChange: (next: BehaviourDraft) => void;
  suggestions: RuleSuggestions;
  problem: DraftProblem | undefined;
}

/** What of it, how often and when: the part of a condition that follows "did", "visited" or "clicked". */
export function BehaviourFields({ field, behaviour, onChange, suggestions, problem }: BehaviourFieldsProps) {
  const id = useId();
  const set = (change: Partial<BehaviourDraft>) => onChange({ ...behaviour, ...change });
  const invalid = (part: DraftProblem['part']) =>
    problem?.part === part ? ({ 'aria-invalid': true, 'aria-describedby': `${id}-problem` } as const) : {};
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        {field === 'campaign' ? (
          <CampaignSelect value={behaviour.name} onChange={(name) => set({ name })} suggestions={suggestions} />
        ) : null}
        {field === 'page' ? (
          <Select
            aria-label="How the path is compared"
            className="w-36 max-sm:w-full"
            options={MATCHES}
            value={behaviour.match}
            onChange={(event) => set({ match: event.target.value as BehaviourDraft['match'] })}
          />
        ) : null}
        {field === 'campaign' ? null : (
          <SuggestedInput
            label={field === 'event' ? 'Name of the event' : 'Path of the page'}
            placeholder={field === 'event' ? 'Event name' : '/shoes/'}
            className="min-w-36 flex-1 max-sm:basis-full"
            maxLength={field === 'event' ? 64 : 255}
            value={behaviour.name}
            onChange={(name) => set({ name })}
            choices={field === 'event' ? suggestions.events : suggestions.paths}
            invalid={invalid('name')}
          />
        )}
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        {field === 'campaign' ? null : (
          <span className="flex items-center gap-2 text-muted text-sm">
            at least
            <Input
              aria-label="How often at least"
              inputMode="numeric"
              className="tabular w-16"
              value={behaviour.atLeast}
              onChange={(event) => set({ atLeast: event.target.value })}
              {...invalid('atLeast')}
            />
            {behaviour.atLeast === '1' ? 'time' : 'times'}
          </span>
        )}
        <Select
          aria-label="When"
          className="w-36 max-sm:w-[calc(50%-0.25rem)]"
          options={field === 'campaign' ? CAMPAIGN_WINDOWS : WINDOWS}
          value={behaviour.window}
          onChange={(event) => set({ window: event.target.value as BehaviourDraft['window'] })}
        />
        {behaviour.window === 'days' ? (
          <span className="flex items-center gap-2 text-muted text-sm">
            <Input
              aria-label="Days"
              inputMode="numeric"
              className="tabular w-18"
              value={behaviour.days}
              onChange={(event) => set({ days: event.target.value })}
              {...invalid('window')}
            />
            {behaviour.days === '1' ? 'day' : 'days'}
          </span>
        ) : null}
        {behaviour.window === 'dates' ? (
          <span className="flex flex-wrap items-center gap-2 text-muted text-sm">
            <DateInput
              label="From"
              value={behaviour.from}
              onChange={(from) => set({ from })}
              invalid={invalid('window')}
            />
            and
            <DateInput label="Until" value={behaviour.to} onChange={(to) => set({ to })} invalid={invalid('window')} />
          </span>
        ) : null}
      </div>
      {field === 'event' ? (
        <PropertyFields
          property={behaviour.property}
          onChange={(property) => set({ property })}
          keys={suggestions.eventProperties}
          invalid={invalid('property')}
        />
      ) : null}
      {field === 'page' && !suggestions.isRecordingPages ? (
        <p className="text-muted text-sm">
          This site does not record pages, so nobody has visited any. Switch it on under Settings, Pages visited.
        </p>
      ) : null}
      {problem ? (
        <p id={`${id}-problem`} role="alert" className="text-danger-ink text-sm">
          {problem.message}
        </p>
      ) : null}
    </div>
  );
}

const MATCHES: { value: BehaviourDraft['match']; label: string }[] = [
  { value: 'starts_with', label: 'begins with' },
  { value: 'is', label: 'is exactly' },
  { value: 'contains', label: 'contains' },
];
const WINDOWS: { value: BehaviourDraft['window']; label: string }[] = [
  { value: 'days', label: 'in the last' },
  { value: 'dates', label: 'between' },
  { value: 'ever', label: 'at any time' },
];
const CAMPAIGN_WINDOWS: typeof WINDOWS = [
  { value: 'days', label: 'sent in the last' },
  { value: 'ever', label: 'whenever sent' },
];

interface CampaignSelectProps {
  value: string;
  onChange: (value: string) => void;
  suggestions: RuleSuggestions;
}

function CampaignSelect({ value, onChange, suggestions: { campaigns } }: CampaignSelectProps) {
  const isKnown = !value || campaigns.some((campaign) => campaign.id === value);
  const options = [
    { value: '', label: 'any campaign' },
    ...campaigns.map(({ id, name }) => ({ value: id, label: name })),
    ...(isKnown ? [] : [{ value, label: 'A campaign that is gone' }]),
  ];
  return (
    <span className="min-w-48 flex-1 max-sm:basis-full">
      <Select
        aria-label="Campaign"
        options={options}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}

function DateInput({
  label,
  value,
  onChange,
  invalid,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  invalid: Invalid;
}) {
  return (
    <Input
      type="date"
      aria-label={label}
      className="tabular w-38"
      value={value.slice(0, 10)}
      onChange={(event) => onChange(event.target.value)}
      {...invalid}
    />
  );
}
