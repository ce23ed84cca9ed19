'use client';

import { Printer } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** What is folded away is printed too. */
export function PrintButton() {
  const print = () => {
    const folded = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
    for (const details of folded) details.open = true;
    window.print();
    for (const details of folded) details.open = false;
  };
  return (
    <Button onClick={print}>
      <Printer aria-hidden /> Print
    </Button>
  );
}
