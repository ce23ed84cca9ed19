'use client';

import { Plus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface OriginsFieldProps {
  /** Each row is one value of this name in the form's data. */
  name: string;
  defaultValue: readonly string[];
  /** What is wrong with row `index`, and with the list as a whole (undefined). */
  error: (index?: number) => string | undefined;
  onChange?: () => void;
}

/** Web addresses whose pages may ask for permission; one row each. */
export function OriginsField({ name, defaultValue, error, onChange }: OriginsFieldProps) {
  const id = useId();
  const nextKey = useRef(defaultValue.length);
  const list = useRef<HTMLDivElement>(null);
  const [rows, setRows] = useState(() =>
    (defaultValue.length > 0 ? defaultValue : ['']).map((value, index) => ({ key: index, value })),
  );
  const add = () => {
    setRows([...rows, { key: ++nextKey.current, value: '' }]);
    onChange?.();
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus());
  };
  return (
    <div ref={list} className="grid gap-2">
      <ul className="grid gap-2">
        {rows.map((row, index) => (
          <li key={row.key} className="flex items-start gap-1.5">
            <Field label={`Address ${index + 1}`} hideLabel error={error(index)} className="flex-1">
              <Input
                name={name}
                defaultValue={row.value}
                inputMode="url"
                autoComplete="off"
                spellCheck={false}
                placeholder="https://www.example.com"
                onChange={onChange}
                className="font-mono text-sm"
              />
            </Field>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove address ${index + 1}`}
              disabled={rows.length === 1}
              onClick={() => {
                setRows(rows.filter((each) => each.key !== row.key));
                onChange?.();
              }}
            >
              <X />
            </Button>
          </li>
        ))}
      </ul>
      {error() && (
        <p role="alert" id={id} className="text-danger-ink text-sm">
          {error()}
        </p>
      )}
      <div>
        <Button size="sm" variant="ghost" onClick={add} className="-ml-2">
          <Plus aria-hidden="true" />
          Add an address
        </Button>
      </div>
    </div>
  );
}
