'use client';

import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { splitPasted } from './split-pasted';

interface ValuesInputProps {
  label: string;
  values: string[];
  onChange: (values: string[]) => void;
  choices: { value: string; label: string }[];
  /** Typed text → stored value. */
  normalise: (text: string) => string;
  labelOf: (value: string) => string;
  error?: string | undefined;
  placeholder?: string;
}

const MOST_SHOWN = 50;

/**
 * Several values as chips with a list to choose from (ARIA combobox). Enter or a comma takes what is typed or marked, a
 * list that is pasted becomes a chip each, Backspace in the empty input removes the last chip, Escape closes the list.
 */
export function ValuesInput(props: ValuesInputProps) {
  const { label, values, onChange, choices, normalise, labelOf, error, placeholder = 'Add a value' } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const query = text.trim().toLowerCase();
  const offered = rank(
    choices.filter(({ value }) => !values.includes(value)),
    query,
  ).slice(0, MOST_SHOWN);
  const isListShown = isOpen && offered.length > 0;

  const add = (...more: string[]) => {
    const next = [...new Set([...values, ...more.filter(Boolean)])];
    if (next.length > values.length) onChange(next);
    setText('');
    setActive(-1);
  };
  const remove = (value: string) => {
    onChange(values.filter((other) => other !== value));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter takes the word that an input method offers, not the value.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const last = offered.length - 1;
      const next = event.key === 'ArrowDown' ? (active < last ? active + 1 : 0) : active > 0 ? active - 1 : last;
      setActive(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',') {
      event.preventDefault();
      const marked = isListShown ? offered[active] : undefined;
      if (marked) add(marked.value);
      else if (query) add(normalise(text));
    } else if (event.key === 'Escape' && isListShown) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      onChange(values.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const parts = splitPasted(event.clipboardData.getData('text'));
    // One value is text as any other: it may go on.
    if (parts.length < 2) return;
    event.preventDefault();
    add(...parts.map(normalise));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices that the focus has left
    <div
      className="relative min-w-0"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        // What was typed and not taken is meant all the same.
        if (query) add(normalise(text));
        setOpen(false);
      }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only widens the input's target */}
      <div
        onClick={() => input.current?.focus()}
        className={cn(
          'flex min-h-8 cursor-text flex-wrap items-center gap-1 rounded-md border border-line-strong bg-surface px-1 py-0.5 shadow-sm focus-within:border-accent focus-within:outline-2 focus-within:outline-accent/35 pointer-coarse:min-h-10',
          error && 'border-danger',
        )}
      >
        {values.map((value) => (
          <span key={value} className="inline-flex h-6 max-w-full items-center rounded-sm bg-subtle pl-1.5 text-sm">
            {/* Names of countries and languages differ a little between Node's and the browser's tables. */}
            <span className="truncate" title={value} suppressHydrationWarning>
              {labelOf(value)}
            </span>
            <button
              type="button"
              aria-label={`Remove ${labelOf(value)}`}
              onClick={() => remove(value)}
              className="grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:text-fg"
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        ))}
        <input
          ref={input}
          value={text}
          role="combobox"
          aria-label={label}
          aria-expanded={isListShown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isListShown && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          autoComplete="off"
          maxLength={255}
          placeholder={values.length === 0 ? placeholder : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setText(event.target.value);
            setActive(event.target.value ? 0 : -1);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="h-6 min-w-16 flex-1 bg-transparent px-1 text-base outline-none placeholder:text-faint"
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={`${label}: suggestions`}
        hidden={!isListShown}
        className="absolute top-full right-0 left-0 z-30 mt-1 max-h-60 min-w-48 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop"
      >
        {(isListShown ? offered : []).map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keyboard
          <div
            key={choice.value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => setActive(index)}
            onClick={() => add(choice.value)}
            className={cn(
              'flex cursor-pointer items-baseline justify-between gap-3 rounded-md px-2 py-1.5 text-sm',
              index === active && 'bg-subtle',
            )}
          >
            <span className="truncate">{choice.label}</span>
            {choice.label !== choice.value ? <span className="text-faint text-xs">{choice.value}</span> : null}
          </div>
        ))}
      </div>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-danger-ink text-sm">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** What fits the text, best first: the very code, then names that begin with it, then those that have it inside. */
function rank(choices: ValuesInputProps['choices'], query: string) {
  if (!query) return choices;
  const place = ({ value, label }: { value: string; label: string }) => {
    const name = label.toLowerCase();
    if (value.toLowerCase() === query || name === query) return 0;
    if (name.startsWith(query)) return 1;
    return name.includes(query) || value.toLowerCase().startsWith(query) ? 2 : 3;
  };
  return choices
    .map((choice) => ({ choice, at: place(choice) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .map(({ choice }) => choice);
}
