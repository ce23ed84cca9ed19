'use client';

import { Command } from 'cmdk';
import { Braces } from 'lucide-react';
import { useContext, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { useAnswer } from '@/components/ui/use-answer';
import { PERSONAL_FIELDS } from '@/lib/contracts/personal-fields';
import { TagKeys } from './tag-keys';

interface InsertFieldMenuProps {
  label: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  /** `language`, `tags.name`, `tags["first name"]` */
  onChoose: (field: string) => void;
  /** What was typed here names no field, or was left without choosing one. */
  onUnused: (written: string, focus: 'now' | 'stay') => void;
  /** Says where the focus goes; else the button has it. */
  onCloseAutoFocus: (event: Event) => void;
}

/** What can be said of a subscriber: fields and the site's tags, with a filter. A tag that nobody has can be typed. */
export function InsertFieldMenu({
  label,
  isOpen,
  onOpenChange,
  onChoose,
  onUnused,
  onCloseAutoFocus,
}: InsertFieldMenuProps) {
  const [search, setSearch] = useState('');
  /** Who leaves by Escape goes on in the text; who presses something else, there. */
  const isEscaped = useRef(false);
  const listTagKeys = useContext(TagKeys);
  useEffect(() => {
    if (isOpen) setSearch('');
  }, [isOpen]);
  const { data, failure, retry } = useAnswer({
    key: isOpen && listTagKeys ? '' : null,
    ask: async () => (await listTagKeys?.()) ?? { status: 'failed' },
    failure: 'Your tags could not be loaded.',
  });
  const tags = data?.tagKeys ?? (failure ? [] : null);
  const typed = search.trim().replace(/^tags\./, '');
  const isNew = /^\w[\w -]{0,63}$/.test(typed) && tags !== null && !tags.includes(typed) && !(typed in PERSONAL_FIELDS);
  const leave = (next: boolean) => {
    if (!next && search) onUnused(search, isEscaped.current ? 'now' : 'stay');
    isEscaped.current = false;
    onOpenChange(next);
  };
  return (
    <Popover open={isOpen} onOpenChange={leave}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="iconSm" aria-label={label} title={label}>
          <Braces />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Personal fields"
        className="w-74 overflow-hidden p-0"
        onCloseAutoFocus={onCloseAutoFocus}
        onEscapeKeyDown={() => {
          isEscaped.current = true;
        }}
      >
        <Command label="Personal fields">
          <Command.Input
            value={search}
            onValueChange={(written) => {
              setSearch(written);
              // No field's name has these: it is Liquid that is being written.
              if (/[|}]/.test(written)) onUnused(written, 'now');
            }}
            placeholder="Field or tag"
            className="h-10 w-full border-line border-b bg-transparent px-3 text-base outline-none placeholder:text-faint"
          />
          <Command.List className="max-h-72 overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs">
            <Command.Empty className="px-2 py-3 text-faint text-sm">No field has that name.</Command.Empty>
            {tags === null ? (
              <Command.Loading>
                <p className="px-2 py-1.5 text-faint text-sm">Loading tags …</p>
              </Command.Loading>
            ) : null}
            {(tags?.length ?? 0) > 0 || isNew ? (
              <Command.Group heading="Tags">
                {tags?.map((tag) => (
                  <Item key={tag} value={`tags.${tag}`} onSelect={() => onChoose(tagPath(tag))} name={`tags.${tag}`} />
                ))}
                {isNew ? (
                  <Item
                    value={`tags.${typed}`}
                    onSelect={() => onChoose(tagPath(typed))}
                    name={`tags.${typed}`}
                    about="Nobody has it yet"
                  />
                ) : null}
              </Command.Group>
            ) : null}
            <Command.Group heading="About the subscriber">
              {Object.entries(PERSONAL_FIELDS).map(([name, about]) => (
                <Item key={name} value={name} onSelect={() => onChoose(name)} name={name} about={about} />
              ))}
            </Command.Group>
          </Command.List>
          {failure ? (
            <div className="border-line border-t px-3.5 py-2">
              <QuietFailure onRetry={retry}>{failure}</QuietFailure>
            </div>
          ) : null}
        </Command>
      </PopoverContent>
    </Popover>
  );
}

interface ItemProps {
  value: string;
  name: string;
  about?: string;
  onSelect: () => void;
}

function Item({ value, name, about, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="grid cursor-default rounded-md px-2 py-1.5 data-[selected=true]:bg-subtle"
    >
      <span className="truncate font-mono text-sm">{name}</span>
      {about ? <span className="text-faint text-xs">{about}</span> : null}
    </Command.Item>
  );
}

function tagPath(tag: string): string {
  return /^[A-Za-z_]\w*$/.test(tag) ? `tags.${tag}` : `tags["${tag.replaceAll('"', '')}"]`;
}
