'use client';

import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import type { Action } from '@/lib/contracts/actors';
import { SCOPE_GROUPS, SCOPE_PRESETS, type ScopeRow } from './scopes';

interface ScopePickerProps {
  scopes: readonly Action[];
  onChange: (scopes: readonly Action[]) => void;
  error: string | undefined;
}

/** What a key may do: a set that most have, or each permission by itself. */
export function ScopePicker({ scopes, onChange, error }: ScopePickerProps) {
  const choose = (scope: Action, isChosen: boolean) =>
    onChange(isChosen ? [...scopes, scope] : scopes.filter((each) => each !== scope));
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium text-sm">Permissions</legend>
      <div className="flex flex-wrap items-center gap-2">
        {SCOPE_PRESETS.map((preset) => (
          <Button key={preset.value} size="sm" onClick={() => onChange(preset.scopes)}>
            {preset.label}
          </Button>
        ))}
      </div>
      {error && (
        <p role="alert" className="text-danger-ink text-sm">
          Choose at least one permission.
        </p>
      )}
      <div className="divide-y divide-line rounded-lg border border-line">
        {SCOPE_GROUPS.map((group) => (
          <div key={group.label} className="grid gap-3 p-4">
            <p className="font-semibold text-sm">{group.label}</p>
            {group.rows.map((row) => (
              <Row key={row.label} row={row} scopes={scopes} choose={choose} />
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

interface RowProps {
  row: ScopeRow;
  scopes: readonly Action[];
  choose: (scope: Action, isChosen: boolean) => void;
}

function Row({ row, scopes, choose }: RowProps) {
  const labelId = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside its boxes.
    <div role="group" aria-labelledby={labelId} className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[6rem_1fr]">
      <p id={labelId} className="text-muted text-sm">
        {row.label}
      </p>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {row.scopes.map(({ scope, label, note }) => (
          <Checkbox
            key={scope}
            label={label}
            description={note}
            checked={scopes.includes(scope)}
            onChange={(event) => choose(scope, event.currentTarget.checked)}
          />
        ))}
      </div>
    </div>
  );
}
