import { DownloadLinks } from '@/components/reports/download-links';
import { BarList } from '@/components/ui/bar-list';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatCountry, formatLanguage } from '@/components/ui/format';
import type { SiteOverview } from '@/lib/contracts/overview';

interface TopValuesProps {
  title: string;
  kind: 'browser' | 'country' | 'language';
  items: SiteOverview['browsers'];
  total: number;
  /** `/s/{siteId}/download` */
  downloadPath: string;
}

/** What the active subscribers use, or where they are: the most frequent values. */
export function TopValues({ title, kind, items, total, downloadPath }: TopValuesProps) {
  return (
    <Card>
      <CardHeader
        title={title}
        actions={
          items.length > 0 ? (
            <DownloadLinks what={title.toLowerCase()} path={downloadPath} query={{ table: title.toLowerCase() }} />
          ) : null
        }
      />
      <CardBody className="px-3 pt-2 pb-3">
        {items.length > 0 ? (
          <BarList
            label={title}
            total={total}
            items={items.map((item) => ({
              key: item.value ?? '',
              label: item.value === null ? 'Unknown' : <Value kind={kind} value={item.value} />,
              value: item.count,
            }))}
          />
        ) : (
          <p className="px-2 py-6 text-center text-faint text-sm">Known with the first subscriber.</p>
        )}
      </CardBody>
    </Card>
  );
}

function Value({ kind, value }: { kind: TopValuesProps['kind']; value: string }) {
  if (kind === 'browser') return value;
  if (kind === 'language') return formatLanguage(value);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span aria-hidden="true" className="w-5 shrink-0 font-mono text-muted text-xs">
        {value}
      </span>
      <span className="truncate">{formatCountry(value)}</span>
    </span>
  );
}
