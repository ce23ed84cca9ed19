import { cn } from '@/components/ui/cn';
import { formatCompact, formatCount } from '@/components/ui/format';
import type { HeatCell } from '@/lib/contracts/reports';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Lightest to darkest; the number stands in each, so that no colour has to be told from another. */
const SHADES = ['bg-accent/10', 'bg-accent/20', 'bg-accent/30', 'bg-accent/40'] as const;

/** Clicks by weekday and hour: a table whose cells are shaded. */
export function HeatMap({ cells }: { cells: readonly HeatCell[] }) {
  const counts = new Map(cells.map(({ weekday, hour, clicked }) => [weekday * 24 + hour, clicked]));
  const most = cells.reduce((max, { clicked }) => Math.max(max, clicked), 1);
  return (
    <section
      aria-label="Clicks by weekday and hour"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="relative overflow-x-auto px-5 pb-5"
    >
      <table className="w-full min-w-190 table-fixed border-separate border-spacing-0.5 text-[11px] print:text-[8px]">
        <thead>
          <tr>
            <th scope="col" className="w-20">
              <span className="sr-only">Weekday</span>
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className="tabular pb-1 font-normal text-muted">
                {String(hour).padStart(2, '0')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, index) => (
            <tr key={name}>
              <th scope="row" className="pr-2 text-left font-normal text-muted text-xs">
                {name}
              </th>
              {HOURS.map((hour) => {
                const clicked = counts.get((index + 1) * 24 + hour) ?? 0;
                const shade = clicked > 0 ? SHADES[Math.ceil((clicked / most) * SHADES.length) - 1] : 'bg-subtle';
                return (
                  <td
                    key={hour}
                    title={`${name}, ${hour}:00 to ${hour + 1}:00: ${formatCount(clicked, 'click')}`}
                    className={cn('tabular h-7 rounded-sm text-center', shade, clicked === most && 'font-semibold')}
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
