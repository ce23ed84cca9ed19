'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { type KeyboardEvent, useRef } from 'react';
import { Card } from '@/components/ui/card';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { useSlashFocus } from '@/components/ui/use-slash-focus';
import { InlineCode } from './inline-code';
import { MethodBadge } from './method-badge';

interface OperationFinderProps {
  /** Of the reference; an operation is below it by its name. */
  basePath: string;
  groups: {
    tag: string;
    description: string;
    operations: { id: string; method: string; path: string; summary: string }[];
  }[];
}

/** Every operation by tag, narrowed down while typing; the words live in the address. */
export function OperationFinder({ basePath, groups }: OperationFinderProps) {
  const router = useRouter();
  const [query, setQuery] = useQueryState('q', parseAsString.withDefault('').withOptions({ clearOnDefault: true }));
  const input = useSlashFocus();
  const list = useRef<HTMLDivElement>(null);

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = groups
    .map((group) => ({
      ...group,
      operations: group.operations.filter((each) => {
        const text = `${group.tag} ${each.id} ${each.method} ${each.path} ${each.summary}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
  const count = found.reduce((sum, { operations }) => sum + operations.length, 0);

  /** Up and down go through the operations, from the box and back to it. */
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
    event.preventDefault();
    (next < 0 ? input.current : links[next])?.focus();
  };
  const openFirst = (event: KeyboardEvent) => {
    const first = found[0]?.operations[0];
    if (event.key === 'Enter' && words.length > 0 && first) router.push(`${basePath}/${first.id}`);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys of the links and the box inside
    <div onKeyDown={move} className="grid gap-6">
      <search className="flex flex-wrap items-center gap-3">
        <div className="relative min-w-56 flex-1 sm:max-w-sm">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
          />
          <Input
            ref={input}
            type="search"
            value={query}
            onChange={(event) => void setQuery(event.target.value)}
            onKeyDown={openFirst}
            placeholder="Find an operation"
            aria-label="Find an operation"
            aria-keyshortcuts="/"
            className="pl-8"
          />
        </div>
        <span className="text-faint text-sm max-sm:hidden">
          <Kbd>/</Kbd> to search
        </span>
        <span role="status" className="text-faint text-sm">
          {count === 1 ? '1 operation' : `${count} operations`}
        </span>
      </search>
      <div ref={list} className="grid gap-6">
        {found.map(({ tag, description, operations }) => (
          <section key={tag} aria-labelledby={`tag-${tag}`} className="grid gap-2">
            <div>
              <h2 id={`tag-${tag}`} className="scroll-mt-3 font-semibold text-base">
                {tag}
              </h2>
              <p className="text-muted text-sm">
                <InlineCode text={description} />
              </p>
            </div>
            <Card>
              <ul className="divide-y divide-line">
                {operations.map(({ id, method, path, summary }) => (
                  <li key={id}>
                    <Link
                      href={`${basePath}/${id}`}
                      prefetch={false}
                      className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-subtle focus-visible:outline-offset-[-2px]"
                    >
                      <MethodBadge method={method} />
                      <span className="min-w-0 flex-1 basis-52 font-medium">{summary}</span>
                      <span className="min-w-0 break-all font-mono text-faint text-sm">{path}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </Card>
          </section>
        ))}
        {count === 0 && <p className="text-muted">No operation has these words in its name, path or summary.</p>}
      </div>
    </div>
  );
}
