'use client';

import { type EmojiPickerListComponents, EmojiPicker as Frimousse } from 'frimousse';

/** All emoji with search; loaded on demand. Its data comes from our own origin (public/emoji). */
export default function EmojiPicker({ onSelect }: { onSelect: (emoji: string) => void }) {
  return (
    <Frimousse.Root
      locale="en"
      emojibaseUrl="/emoji"
      onEmojiSelect={({ emoji }) => onSelect(emoji)}
      className="isolate flex h-80 w-full flex-col"
    >
      <Frimousse.Search
        autoFocus
        aria-label="Search emoji"
        placeholder="Search emoji"
        className="mx-2 mt-2 h-8 appearance-none rounded-md border border-line-strong bg-surface px-2.5 text-base placeholder:text-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/35 focus-visible:outline-offset-0"
      />
      {/* It scrolls, so that it can be had by Tab too; the arrow keys choose from the search field and from here. */}
      <Frimousse.Viewport
        tabIndex={0}
        className="-outline-offset-2 relative mt-1 flex-1 rounded-md outline-accent focus-visible:outline-2"
      >
        <Frimousse.Loading className="absolute inset-0 flex items-center justify-center text-muted text-sm">
          Loading…
        </Frimousse.Loading>
        <Frimousse.Empty className="absolute inset-0 flex items-center justify-center text-muted text-sm">
          No emoji found
        </Frimousse.Empty>
        <Frimousse.List className="select-none pb-2" components={PARTS} />
      </Frimousse.Viewport>
    </Frimousse.Root>
  );
}

/** Places in a grid are counted from one; frimousse counts from zero. */
function fromOne<K extends 'aria-rowindex' | 'aria-colindex'>(props: { [key in K]?: number | undefined }, name: K) {
  return { [name]: (props[name] ?? 0) + 1 };
}

const PARTS: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className="bg-raised px-3 pt-2.5 pb-1 font-medium text-faint text-xs">
      {category.label}
    </div>
  ),
  Row: ({ children, ...props }) => (
    <div {...props} {...fromOne(props, 'aria-rowindex')} className="scroll-my-1 px-2">
      {children}
    </div>
  ),
  Emoji: ({ emoji, ...props }) => (
    <button
      {...props}
      {...fromOne(props, 'aria-colindex')}
      type="button"
      className="flex size-8 items-center justify-center rounded-md text-lg data-[active]:bg-subtle-strong"
    >
      {emoji.emoji}
    </button>
  ),
};
