'use client';

import { Ellipsis } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { DraftMenuProps } from './draft-menu-open';

const loadMenu = () => import('./draft-menu-open').then((module) => module.DraftMenuOpen);

/** What can be done with the draft as a whole. */
export function DraftMenu(props: DraftMenuProps) {
  const { Part: Menu, trigger, refusal } = useMenuPart(loadMenu);
  if (Menu) return <Menu {...props} />;
  return (
    <>
      <Button variant="ghost" size="icon" aria-label="More" {...trigger}>
        <Ellipsis aria-hidden />
      </Button>
      {refusal}
    </>
  );
}
