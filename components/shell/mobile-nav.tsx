'use client';

import type { ReactNode } from 'react';
import { Sheet, SheetContent } from '@/components/ui/sheet';
import { NavList } from './nav-list';

interface MobileNavProps {
  siteId: string;
  switcher: ReactNode;
  userMenu: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The sidebar as a sheet, on a phone; loaded when it is first opened. */
export function MobileNav({ siteId, switcher, userMenu, open, onOpenChange }: MobileNavProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent title="Navigation" className="px-3 pt-3 pb-2">
        {switcher}
        <div className="mt-4 flex-1">
          <NavList siteId={siteId} onNavigate={() => onOpenChange(false)} />
        </div>
        <div className="mt-4 border-line border-t pt-2">{userMenu}</div>
      </SheetContent>
    </Sheet>
  );
}
