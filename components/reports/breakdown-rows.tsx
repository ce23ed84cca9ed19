'use client';

import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow, TableRowHeader } from '@/components/ui/table';
import { useIsHydrated } from '@/components/ui/use-is-hydrated';
import type { BreakdownRow } from '@/lib/contracts/reports';
import { CountedShare } from './counted-share';

interface BreakdownRowsProps {
  title: string;
  /** What the first column holds: "Browser". */
  what: string;
  groups: readonly BreakdownRow[];
  /** So many at once; the others are folded away. */
  most: number;
}

interface Column {
  key: 'accepted' | 'received' | 'shown' | 'clicked' | 'dismissed' | 'converted' | 'failed' | 'suppressed' | 'unknown';
  label: string;
  meaning: string;
  of: 'audience' | 'accepted' | 'shown' | 'clicked';
}

/** The funnel, then what left it: nothing that has a name of its own is added up with something else. */
const COLUMNS: readonly Column[] = [
  { key: 'accepted', label: 'Accepted', meaning: 'A push service took the message', of: 'audience' },
  { key: 'received', label: 'Received', meaning: 'The browser reported that it has the message', of: 'accepted' },
  { key: 'shown', label: 'Shown', meaning: 'It was on screen', of: 'accepted' },
  { key: 'clicked', label: 'Clicked', meaning: 'Opened, or one of its buttons pressed', of: 'shown' },
  { key: 'dismissed', label: 'Dismissed', meaning: 'Closed without a click', of: 'shown' },
  { key: 'converted', label: 'Converted', meaning: 'Reached a goal after the click', of: 'clicked' },
  { key: 'failed', label: 'Failed', meaning: 'Refused, too late, or no longer subscribed', of: 'audience' },
  {
    key: 'suppressed',
    label: 'Skipped',
    meaning: 'Left out on purpose, for example unsubscribed meanwhile, or held out of an A/B test',
    of: 'audience',
  },
  { key: 'unknown', label: 'Not known', meaning: 'It may or may not have arrived', of: 'audience' },
];

const LOSSES: readonly Column['key'][] = ['failed', 'suppressed', 'unknown'];

const OF: Record<Column['of'], string> = {
  audience: 'this group’s audience',
  accepted: 'those accepted',
  shown: 'those who had it on screen',
  clicked: 'those who clicked',
};

// Drawn by the browser's React too: as a server component each cell would be sent a second time, as data.
/** The groups as a table, largest first: how many, and what became of them, each with what it is a share of. */
export function BreakdownRows({ title, what, groups, most }: BreakdownRowsProps) {
  const isHydrated = useIsHydrated();
  const rest = groups.slice(most);
  return (
    <>
      <Rows label={`${title} in figures`} what={what} groups={groups.slice(0, most)} all={groups} />
      {rest.length > 0 ? (
        <details className="border-line border-t">
          <summary className="px-5 py-3 text-muted text-sm hover:text-fg">{formatNumber(rest.length)} more</summary>
          {isHydrated ? <Rows label={`${title}, the rest`} what={what} groups={rest} all={groups} /> : null}
        </details>
      ) : null}
    </>
  );
}

interface RowsProps {
  label: string;
  what: string;
  groups: readonly BreakdownRow[];
  all: readonly BreakdownRow[];
}

function Rows({ label, what, groups, all }: RowsProps) {
  const largest = all.reduce((max, group) => Math.max(max, group.audience), 1);
  const audience = all.reduce((sum, group) => sum + group.audience, 0);
  // Goals are put down to messages only, and not every site has one.
  const columns = COLUMNS.filter(({ key }) => all.some((group) => group[key] !== null));
  return (
    <Table label={label} dense className="print:text-xs">
      <TableHead>
        <TableHeader className="rounded-none!">{what}</TableHeader>
        <TableHeader numeric title="People, and their share of the whole audience">
          Audience
        </TableHeader>
        {columns.map((column) => (
          <TableHeader
            key={column.key}
            numeric
            className="last:rounded-none!"
            title={`${column.meaning}; of ${OF[column.of]}`}
          >
            {column.label}
          </TableHeader>
        ))}
      </TableHead>
      <TableBody>
        {groups.map((group) => (
          <TableRow key={group.value ?? ''}>
            <TableRowHeader className="@3xl:min-w-32 min-w-20 max-w-64 align-middle font-normal">
              <span className={group.value === null ? 'text-muted' : 'font-medium'}>{group.label}</span>
              <svg aria-hidden="true" width="100%" height="4" className="mt-1.5 block">
                <rect width={`${(group.audience / largest) * 100}%`} height="4" rx="2" className="fill-accent/50" />
              </svg>
            </TableRowHeader>
            <TableCell numeric at="state">
              <CountedShare count={group.audience} total={audience} />
            </TableCell>
            {columns.map(({ key, label, of }) => (
              <TableCell
                key={key}
                numeric
                // On a phone: what did not happen, and mostly does not, takes no room.
                at={LOSSES.includes(key) && !group[key] ? 'hidden' : undefined}
                label={label}
                className={key === 'clicked' ? 'font-medium' : undefined}
              >
                <CountedShare count={group[key] ?? 0} total={group[of]} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
