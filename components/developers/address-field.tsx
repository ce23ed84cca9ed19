'use client';

import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

interface AddressFieldProps {
  defaultValue?: readonly string[];
  /** The form's errors: one of a single address is shown here too. */
  fields: Record<string, string> | undefined;
}

/** Where a key may be used from. */
export function AddressField({ defaultValue = [], fields }: AddressFieldProps) {
  const [path, message] = Object.entries(fields ?? {}).find(([name]) => name.startsWith('allowedAddresses')) ?? [];
  const place = path?.split('.')[1];
  return (
    <Field
      label="Allowed addresses"
      aside="Optional"
      error={message && place !== undefined ? `Entry ${Number(place) + 1} ${message}` : message}
      hint="One address or range a line, such as 203.0.113.0/24. Empty: from anywhere."
    >
      <Textarea
        name="allowedAddresses"
        rows={2}
        defaultValue={defaultValue.join('\n')}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
}

/** What was typed into an AddressField. */
export function readAddresses(data: FormData): string[] {
  return String(data.get('allowedAddresses') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);
}
