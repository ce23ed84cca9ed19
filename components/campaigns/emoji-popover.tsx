'use client';

import { Smile } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import EmojiPicker from './emoji-picker';

/** The button with its picker, open from the start: it is loaded with the first click. */
export function EmojiPopover({ label, onSelect }: { label: string; onSelect: (emoji: string) => void }) {
  const [open, setOpen] = useState(true);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="iconSm" aria-label={label} title={label}>
          <Smile />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label="Emoji" className="w-74 overflow-hidden p-0">
        <EmojiPicker
          onSelect={(emoji) => {
            setOpen(false);
            onSelect(emoji);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}
