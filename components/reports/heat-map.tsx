'use client';

import { cn } from '@/components/ui/cn';
import { formatCompact, formatCount } from '@/components/ui/format';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Lightest to darkest; the number stands in each, so that no colour has to be told from another. */
const SHADES = ['bg-accent/10', 'bg-accent/20', 'bg-accent/30', 'bg-accent/40'] as const;

// Drawn by the browser's React too: as a server component each cell would be sent a second time, as data.
/**
 * Clicks by weekday and hour: a table whose cells are shaded.
 * @param counts 168 of them, from Monday's first hour to Sunday's last
 */
export function HeatMap({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <section
      aria-label="Clicks by weekday and hour"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls, as it may on a tablet, must be reachable by keyboard.
      tabIndex={0}
      className="relative overflow-x-auto px-5 pb-5"
    >
      <table
        role="table"
        data-narrow="turned"
        className="tabular w-full table-fixed border-separate border-spacing-0.5 text-[11px] md:min-w-160 print:min-w-0 [&_td]:h-7 [&_td]:rounded-sm [&_td]:text-center print:text-[8px]"
      >
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader" className="w-20">
              <span className="sr-only">Weekday</span>
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col" role="columnheader" className="pb-1 font-normal text-muted">
                {String(hour).padStart(2, '0')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {WEEKDAYS.map((name, index) => (
            <tr key={name} role="row">
              <th scope="row" role="rowheader" className="pr-2 text-left font-normal text-muted text-xs">
                <span className="narrow:sr-only">{name}</span>
                <span aria-hidden className="hidden narrow:inline">
                  {name.slice(0, 3)}
                </span>
              </th>
              {HOURS.map((hour) => {
                const clicked = counts[index * 24 + hour] ?? 0;
                const shade = clicked > 0 ? SHADES[Math.ceil((clicked / most) * SHADES.length) - 1] : 'bg-subtle';
                return (
                  <td
                    key={hour}
                    role="cell"
                    title={`${name}, ${hour}:00 to ${hour + 1}:00: ${formatCount(clicked, 'click')}`}
                    className={cn(shade, clicked === most && 'font-semibold')}
                  >
                    {clicked > 0 ? formatCompact(clicked) : <span className="sr-only">0</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
