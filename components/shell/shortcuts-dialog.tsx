'use client';

import { useSyncExternalStore } from 'react';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';

const noChange = () => () => {};
const readControl = () => (/Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘' : 'Ctrl');

/** Everything that has a key of its own, by where it works; `Control` stands for ⌘ on a Mac. */
const SHORTCUTS: { where: string; keys: { press: string[]; does: string }[] }[] = [
  {
    where: 'Everywhere',
    keys: [
      { press: ['Control', 'K'], does: 'Search, jump to a page, or do something' },
      { press: ['?'], does: 'Show these shortcuts' },
      { press: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    where: 'Lists and the API reference',
    keys: [{ press: ['/'], does: 'Go to the search field' }],
  },
  {
    where: 'Composer',
    keys: [{ press: ['Control', 'Enter'], does: 'Send or schedule; it asks first' }],
  },
  {
    where: 'Segment',
    keys: [
      { press: ['Control', 'Enter'], does: 'Save' },
      { press: ['Enter'], does: 'Take the value that is typed or marked' },
      { press: ['Backspace'], does: 'Remove the last value of an empty field' },
    ],
  },
  {
    where: 'Charts and tabs',
    keys: [{ press: ['←', '→'], does: 'Go from one to the next' }],
  },
];

interface ShortcutsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  const control = useSyncExternalStore(noChange, readControl, () => 'Ctrl');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keyboard shortcuts">
        <div className="grid gap-5">
          {SHORTCUTS.map(({ where, keys }) => (
            <section key={where}>
              <h3 className="mb-1 text-muted text-sm">{where}</h3>
              <dl>
                {keys.map(({ press, does }) => (
                  <div key={does} className="flex items-baseline justify-between gap-4 py-1 text-sm">
                    <dt>{does}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {press.map((key) => (
                        <Kbd key={key}>{key === 'Control' ? control : key}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}
