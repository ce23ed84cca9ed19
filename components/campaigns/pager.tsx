import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';

interface PagerProps {
  path: string;
  /** The filters in the address, without the cursor. */
  query: Record<string, string | undefined>;
  cursor: string | undefined;
  nextCursor: string | null;
}

/** Pages by key: on to the older ones, or back to the newest; the browser's Back goes one page back. */
export function Pager({ path, query, cursor, nextCursor }: PagerProps) {
  if (!cursor && !nextCursor) return null;
  const href = (next: string | null) => {
    const given = Object.entries({ ...query, cursor: next ?? undefined }).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    );
    const text = new URLSearchParams(given).toString();
    return text ? `${path}?${text}` : path;
  };
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-end gap-2">
      {cursor ? (
        <Link href={href(null)} className={buttonClass()}>
          Newest
        </Link>
      ) : null}
      {nextCursor ? (
        <Link href={href(nextCursor)} rel="next" className={buttonClass()}>
          Older
        </Link>
      ) : null}
    </nav>
  );
}
