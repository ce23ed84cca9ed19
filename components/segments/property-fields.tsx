'use client';

import { ListFilter, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { newProperty, type PropertyDraft } from './behaviour-draft';
import { type Invalid, SuggestedInput } from './suggested-input';

const PROPERTY_OPERATORS: { value: PropertyDraft['operator']; label: string }[] = [
  { value: 'is', label: 'is' },
  { value: 'is_not', label: 'is not' },
  { value: 'greater', label: 'is more than' },
  { value: 'less', label: 'is less than' },
  { value: 'contains', label: 'contains' },
  { value: 'exists', label: 'is set' },
  { value: 'not_exists', label: 'is not set' },
];

interface PropertyFieldsProps {
  property: PropertyDraft | null;
  onChange: (property: PropertyDraft | null) => void;
  keys: string[];
  invalid: Invalid;
}

/** One property of the event that must be so. */
export function PropertyFields({ property, onChange, keys, invalid }: PropertyFieldsProps) {
  if (!property) {
    return (
      <div>
        <Button size="sm" variant="ghost" onClick={() => onChange(newProperty())}>
          <ListFilter aria-hidden /> Only with a property
        </Button>
      </div>
    );
  }
  const set = (change: Partial<PropertyDraft>) => onChange({ ...property, ...change });
  const { operator, type } = property;
  const isTyped = operator === 'is' || operator === 'is_not';
  const hasValue = operator !== 'exists' && operator !== 'not_exists';
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <span className="text-muted text-sm">with</span>
      <SuggestedInput
        label="Name of the property"
        placeholder="Property"
        className="min-w-28 flex-1"
        maxLength={64}
        value={property.key}
        onChange={(key) => set({ key })}
        choices={keys}
        invalid={invalid}
      />
      <Select
        aria-label="Comparison of the property"
        className="w-34"
        options={PROPERTY_OPERATORS}
        value={operator}
        onChange={(event) => set({ operator: event.target.value as PropertyDraft['operator'] })}
      />
      {isTyped ? (
        <Select
          aria-label="Kind of the property’s value"
          className="w-26"
          options={VALUE_TYPES}
          value={type}
          onChange={(event) => set({ type: event.target.value as PropertyDraft['type'], value: '' })}
        />
      ) : null}
      {hasValue ? <PropertyValue property={property} set={set} isTyped={isTyped} invalid={invalid} /> : null}
      <Button variant="ghost" size="icon" aria-label="Any property" title="Any property" onClick={() => onChange(null)}>
        <X />
      </Button>
    </div>
  );
}

const VALUE_TYPES: { value: PropertyDraft['type']; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
];

interface PropertyValueProps {
  property: PropertyDraft;
  set: (change: Partial<PropertyDraft>) => void;
  isTyped: boolean;
  invalid: Invalid;
}

function PropertyValue({ property: { operator, type, value }, set, isTyped, invalid }: PropertyValueProps): ReactNode {
  if (isTyped && type === 'boolean') {
    return (
      <Select
        aria-label="Value of the property"
        className="w-20"
        options={[
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]}
        value={value === 'false' ? 'false' : 'true'}
        onChange={(event) => set({ value: event.target.value })}
      />
    );
  }
  const isNumber = operator === 'greater' || operator === 'less' || (isTyped && type === 'number');
  return (
    <span className="min-w-24 flex-1">
      <Input
        aria-label="Value of the property"
        placeholder="Value"
        inputMode={isNumber ? 'decimal' : 'text'}
        maxLength={255}
        value={value}
        onChange={(event) => set({ value: event.target.value })}
        {...invalid}
      />
    </span>
  );
}
