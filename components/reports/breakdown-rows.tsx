'use client';

import { formatNumber } from '@/components/ui/format';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { useIsHydrated } from '@/components/ui/use-is-hydrated';
import { CountedShare } from './counted-share';

/** What is shown of a group: people, and what became of them. */
export interface ShownGroup {
  /** Null: not known. */
  value: string | null;
  label: string;
  audience: number;
  accepted: number;
  shown: number;
  clicked: number;
  /** Refused, too late, gone, skipped or not known. */
  missed: number;
}

interface BreakdownRowsProps {
  title: string;
  /** What the first column holds: "Browser". */
  what: string;
  groups: readonly ShownGroup[];
  /** So many at once; the others are folded away. */
  most: number;
}

// Drawn by the browser's React too: as a server component each cell would be sent a second time, as data.
/** The groups as a table, largest first. */
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
  groups: readonly ShownGroup[];
  all: readonly ShownGroup[];
}

function Rows({ label, what, groups, all }: RowsProps) {
  const largest = all.reduce((max, group) => Math.max(max, group.audience), 1);
  const audience = all.reduce((sum, group) => sum + group.audience, 0);
  return (
    <Table label={label}>
      <TableHead>
        <tr>
          <TableHeader className="rounded-none!">{what}</TableHeader>
          <TableHeader numeric title="People, and their share of the whole audience">
            Audience
          </TableHeader>
          <TableHeader numeric title="A push service took the message; of this group's audience">
            Accepted
          </TableHeader>
          <TableHeader numeric title="It was on screen; of those accepted">
            Shown
          </TableHeader>
          <TableHeader numeric title="Of those who had it on screen">
            Clicked
          </TableHeader>
          <TableHeader
            numeric
            className="rounded-none!"
            title="Refused, too late, gone, skipped or not known; of this group's audience"
          >
            Not delivered
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {groups.map((group) => (
          <TableRow key={group.value ?? ''}>
            <th scope="row" className="min-w-32 max-w-64 px-3 py-2 text-left align-middle font-normal first:pl-5">
              <span className={group.value === null ? 'text-muted' : 'font-medium'}>{group.label}</span>
              <svg aria-hidden="true" width="100%" height="4" className="mt-1.5 block">
                <rect width={`${(group.audience / largest) * 100}%`} height="4" rx="2" className="fill-accent/50" />
              </svg>
            </th>
            <TableCell numeric>
              <CountedShare count={group.audience} total={audience} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={group.accepted} total={group.audience} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={group.shown} total={group.accepted} />
            </TableCell>
            <TableCell numeric className="font-medium">
              <CountedShare count={group.clicked} total={group.shown} />
            </TableCell>
            <TableCell numeric>
              <CountedShare count={group.missed} total={group.audience} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
