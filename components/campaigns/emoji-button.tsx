'use client';

import { Smile } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { Skeleton } from '@/components/ui/skeleton';

const EmojiPicker = dynamic(() => import('./emoji-picker'), {
  ssr: false,
  loading: () => <Skeleton className="m-2 h-76" />,
});

/** Opens the picker; `label` says where the emoji goes ("Add emoji to the title"). */
export function EmojiButton({ label, onSelect }: { label: string; onSelect: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="iconSm" aria-label={label} title={label}>
          <Smile />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Emoji"
        className="w-74 overflow-hidden p-0"
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
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
