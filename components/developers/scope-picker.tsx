'use client';

import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import type { Action } from '@/lib/contracts/actors';
import { SCOPE_GROUPS, SCOPE_PRESETS } from './scopes';

interface ScopePickerProps {
  scopes: readonly Action[];
  onChange: (scopes: readonly Action[]) => void;
  error: string | undefined;
}

/** What a key may do: a set that most have, or each permission by itself. */
export function ScopePicker({ scopes, onChange, error }: ScopePickerProps) {
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
      <div className="grid gap-4 rounded-lg border border-line p-4">
        {SCOPE_GROUPS.map((group) => (
          <div key={group.label} className="grid gap-x-4 gap-y-2 sm:grid-cols-[7rem_1fr]">
            <p className="font-medium text-muted text-sm">{group.label}</p>
            <div className="grid gap-2">
              {group.scopes.map((each) => (
                <Checkbox
                  key={each.scope}
                  label={each.label}
                  checked={scopes.includes(each.scope)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked
                        ? [...scopes, each.scope]
                        : scopes.filter((scope) => scope !== each.scope),
                    )
                  }
                />
              ))}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
