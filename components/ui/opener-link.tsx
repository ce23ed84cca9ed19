'use client';

import type { ComponentProps } from 'react';
import type { Opened } from './use-opened';

interface OpenerLinkProps extends Omit<ComponentProps<'a'>, 'href' | 'onClick' | 'id'> {
  opened: Pick<Opened<{ id: string }>, 'opener' | 'hrefOf'>;
  id: string;
}

/** Opens something on the page; its address can be copied, or opened in another tab. */
export function OpenerLink({ opened, id, ...props }: OpenerLinkProps) {
  const { onClick, ...opener } = opened.opener(id);
  return (
    <a
      {...props}
      {...opener}
      href={opened.hrefOf(id)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onClick();
      }}
    />
  );
}
