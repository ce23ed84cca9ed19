'use client';

import { Smile } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';

const EmojiPopover = dynamic(() => import('./emoji-popover'), {
  ssr: false,
  loading: () => (
    <Button variant="ghost" size="iconSm" aria-label="Loading emoji" pending className="[&>svg:last-child]:hidden">
      <Smile />
    </Button>
  ),
});

/** Opens the picker, which is loaded with the first click; `label` says where the emoji goes. */
export function EmojiButton({ label, onSelect }: { label: string; onSelect: (emoji: string) => void }) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <EmojiPopover label={label} onSelect={onSelect} />;
  return (
    <Button
      variant="ghost"
      size="iconSm"
      aria-label={label}
      aria-haspopup="dialog"
      title={label}
      onClick={() => setWanted(true)}
    >
      <Smile />
    </Button>
  );
}
