import { Download } from 'lucide-react';
import { buttonClass } from '@/components/ui/button';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Stat, StatGroup } from '@/components/ui/stat';
import type { ImportCounts as Counts } from '@/lib/contracts/imports';

/** What a dry run has found, or a run has done. */
export function ImportCounts({
  counts,
  isTrial,
  errorsPath,
}: {
  counts: Counts;
  isTrial: boolean;
  errorsPath: string;
}) {
  return (
    <div className="grid gap-4">
      <StatGroup>
        <Stat label={isTrial ? 'Would be added' : 'Added'} value={counts.createdCount} />
        <Stat label={isTrial ? 'Would be changed' : 'Changed'} value={counts.updatedCount} />
        <Stat
          label="Left alone"
          value={counts.unchangedCount + counts.duplicateCount}
          detail={counts.duplicateCount > 0 ? `${formatNumber(counts.duplicateCount)} twice in the file` : undefined}
        />
        <Stat label="Refused" value={counts.refusedCount} />
      </StatGroup>
      {counts.refusedCount > 0 ? (
        <div className="grid gap-3 text-sm">
          <ul className="grid gap-1">
            {counts.reasons.map(({ field, message, count }) => (
              <li key={`${field} ${message}`} className="flex gap-x-2">
                <span className="tabular font-medium">{formatNumber(count)}</span>
                <span className="text-muted">
                  {field ? <span className="text-fg">{field}</span> : 'The row'} {message}
                </span>
              </li>
            ))}
          </ul>
          <a href={errorsPath} download className={`${buttonClass()} justify-self-start`}>
            <Download aria-hidden /> Download {formatCount(counts.refusedCount, 'refused row')}
          </a>
        </div>
      ) : null}
    </div>
  );
}
