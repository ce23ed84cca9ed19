import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Things of the palette under one heading. */
export function CommandGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-faint **:[[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface CommandItemProps {
  /** What is typed is looked for in it, and it tells this from the others. */
  value: string;
  keywords?: string[];
  icon?: LucideIcon;
  hint?: string;
  onSelect: () => void;
  children: ReactNode;
}

/** One thing that the palette leads to or does. */
export function CommandItem({ value, keywords, icon: Icon, hint, onSelect, children }: CommandItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-subtle"
    >
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />}
      <span className="flex min-w-0 flex-1 items-center gap-2.5 truncate">{children}</span>
      {hint && <span className="text-faint text-xs">{hint}</span>}
    </Command.Item>
  );
}
