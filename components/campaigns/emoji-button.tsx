'use client';

import { Smile } from 'lucide-react';
import { useMenuPart } from '@/components/ui/use-menu-part';
import { LateIconButton } from './late-icon-button';

const loadPopover = () => import('./emoji-popover').then((module) => module.EmojiPopover);

/** Opens the picker, which is loaded with the first click; `label` says where the emoji goes. */
export function EmojiButton({ label, onSelect }: { label: string; onSelect: (emoji: string) => void }) {
  const { Part: Popover, trigger, isAsking, refusal } = useMenuPart(loadPopover);
  if (Popover) return <Popover label={label} onSelect={onSelect} />;
  return (
    <>
      <LateIconButton {...trigger} label={label} isAsking={isAsking} icon={<Smile />} />
      {refusal}
    </>
  );
}
