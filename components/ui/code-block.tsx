import { cn } from './cn';
import { CopyButton } from './copy-button';

interface CodeBlockProps {
  code: string;
  /** What the block is: "Snippet". Names it and its copy button. */
  label: string;
  /** A file name shown above. */
  title?: string;
  /** Breaks long lines instead of scrolling: for one long line that is only copied. */
  wrap?: boolean;
  className?: string;
}

export function CodeBlock({ code, label, title, wrap, className }: CodeBlockProps) {
  return (
    <figure className={cn('min-w-0 overflow-hidden rounded-lg border border-line bg-canvas', className)}>
      <figcaption className="flex h-9 items-center justify-between gap-3 border-line border-b pr-1 pl-3.5 text-muted text-xs">
        <span className="truncate font-mono">{title ?? label}</span>
        <CopyButton value={code} label={`Copy ${label.toLowerCase()}`} iconOnly />
      </figcaption>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto px-3.5 py-3 font-mono text-sm leading-5 focus-visible:outline-offset-[-2px]"
      >
        <pre className={wrap ? 'whitespace-pre-wrap break-all' : undefined}>
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}
