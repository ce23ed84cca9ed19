'use client';

import { Braces } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { ComposerValues } from './composer-values';
import { LateIconButton } from './late-icon-button';
import { type TextName, useInsertText } from './use-insert-text';

const loadMenu = () => import('./insert-field-menu').then((module) => module.InsertFieldMenu);

/** Opens the list of personal fields; typing `{{` opens it too. Loaded with the first use. */
export function InsertField({ name, label }: { name: TextName; label: string }) {
  const [isOpen, setOpen] = useState(false);
  const { Part: Menu, ask, trigger, isAsking, refusal } = useMenuPart(loadMenu);
  /** Braces that were typed before it opened: what is chosen takes their place. */
  const [typed, setTyped] = useState(0);
  /** Where the focus goes when nothing was chosen: the text, if braces were typed there; else the button has it. */
  const from = useRef<HTMLElement | null>(null);
  const isChosen = useRef(false);
  const insert = useInsertText(name);
  const text = String(useWatch<ComposerValues>({ name }) ?? '');
  const open = (braces: number, input: HTMLElement | null = null) => {
    from.current = input;
    isChosen.current = false;
    setTyped(braces);
    setOpen(true);
    ask();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked at each change of the text, not when the menu closes
  useEffect(() => {
    const input = document.activeElement;
    const isText = input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement;
    if (!isText || input.name !== name || (Menu && isOpen)) return;
    const isBegun = () => {
      const caret = input.selectionStart ?? 0;
      return input.value.slice(0, caret).endsWith('{{') && !input.value.slice(caret).trimStart().startsWith('}}');
    };
    // Who has typed on meanwhile needs no list, and who cannot have it types on.
    if (isBegun())
      void loadMenu().then(
        () => isBegun() && document.activeElement === input && open(2, input),
        () => undefined,
      );
  }, [text, name]);

  if (!Menu) {
    return (
      <>
        <LateIconButton {...trigger} label={label} isAsking={isAsking} icon={<Braces />} onClick={() => open(0)} />
        {refusal}
      </>
    );
  }
  return (
    <Menu
      label={label}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? open(0) : setOpen(false))}
      onUnused={(written, focus) => {
        // Taken once: the focus that goes back to the text closes the list as well.
        if (typed === 0 || isChosen.current) return;
        isChosen.current = true;
        setOpen(false);
        insert(written, { focus });
      }}
      onCloseAutoFocus={(event) => {
        if (isChosen.current || from.current) event.preventDefault();
        // Who has pressed something else meanwhile stays there.
        if (!isChosen.current && document.activeElement === document.body) from.current?.focus();
      }}
      onChoose={(field) => {
        isChosen.current = true;
        setOpen(false);
        // In an address a word for those who have no value would be odd: it stays empty.
        const isAddress = name.endsWith('url');
        const output = isAddress ? `{{ ${field} }}` : `{{ ${field} | default: "${FALLBACK}" }}`;
        insert(output, { replacing: typed, ...(!isAddress && { select: FALLBACK }) });
      }}
    />
  );
}

const FALLBACK = 'there';
