'use client';

import { FlaskConical, Laptop, type LucideIcon, Smartphone, Tablet } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { SubscriberFlag } from './subscriber-flag';
import type { SubscriberRow } from './subscriber-row';
import { deviceName, STATUS_TEXT } from './subscriber-words';

const DEVICE_ICONS: Record<string, LucideIcon> = { mobile: Smartphone, tablet: Tablet };
const TAGS_SHOWN = 2;

// Drawn by the browser's React too: as a server component each row would be sent a second time, as data.
export function SubscriberTable({ subscribers, path }: { subscribers: readonly SubscriberRow[]; path: string }) {
  return (
    <Table label="Subscribers" dense>
      <TableHead>
        <TableHeader>Subscriber</TableHeader>
        <TableHeader>Status</TableHeader>
        <TableHeader>Country</TableHeader>
        <TableHeader className="@max-5xl:hidden print:table-cell">Language</TableHeader>
        <TableHeader className="@max-4xl:hidden">Tags</TableHeader>
        <TableHeader>Subscribed</TableHeader>
        <TableHeader>Last seen</TableHeader>
      </TableHead>
      <TableBody>
        {subscribers.map((subscriber) => (
          <TableRow key={subscriber.id} interactive className="narrow:pl-14!">
            <TableCell at="name">
              <span className="flex items-center min-w-48 narrow:min-w-0 print:min-w-0 gap-2.5">
                <DeviceIcon device={subscriber.device} />
                <span className="grid min-w-0">
                  <Link href={`${path}/${subscriber.id}`} className={`${rowLinkClass} flex items-center gap-1.5`}>
                    <span className="print:max-w-48 max-w-60 truncate">{subscriber.title}</span>
                    {subscriber.isTest ? (
                      <FlaskConical role="img" aria-label="Test subscriber" className="size-3.5 text-accent-ink" />
                    ) : null}
                  </Link>
                  {subscriber.client ? <span className="truncate text-faint text-xs">{subscriber.client}</span> : null}
                </span>
              </span>
            </TableCell>
            <TableCell at="state">
              <Badge dot tone={STATUS_TEXT[subscriber.status].tone} title={STATUS_TEXT[subscriber.status].meaning}>
                {STATUS_TEXT[subscriber.status].label}
              </Badge>
            </TableCell>
            <TableCell at={subscriber.country === null ? 'hidden' : undefined}>
              <SubscriberFlag country={subscriber.country} name={subscriber.countryName} />
            </TableCell>
            <TableCell
              at={subscriber.language === null ? 'hidden' : undefined}
              className="@max-5xl:hidden whitespace-nowrap text-muted print:table-cell"
            >
              {subscriber.language ?? '–'}
            </TableCell>
            <TableCell at={subscriber.tags.length === 0 ? 'hidden' : undefined} className="@max-4xl:hidden">
              <TagSummary tags={subscriber.tags} />
            </TableCell>
            <TableCell at="hidden" className="whitespace-nowrap text-muted">
              <RelativeTime at={subscriber.subscribedAt} />
            </TableCell>
            <TableCell label="Seen" className="whitespace-nowrap text-muted">
              <RelativeTime at={subscriber.lastSeenAt} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function DeviceIcon({ device }: { device: string | null }) {
  const Icon = (device && DEVICE_ICONS[device]) || Laptop;
  return (
    <span
      title={deviceName(device)}
      className="grid size-7 shrink-0 narrow:absolute narrow:left-5 place-items-center rounded-md border border-line bg-canvas text-muted"
    >
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{deviceName(device)}</span>
    </span>
  );
}

function TagSummary({ tags }: Pick<SubscriberRow, 'tags'>) {
  if (tags.length === 0) return <span className="text-faint">–</span>;
  const rest = tags.slice(TAGS_SHOWN);
  return (
    <span className="flex items-center gap-1">
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <span key={tag} className="max-w-36 truncate rounded-sm bg-subtle px-1.5 py-0.5 text-muted text-xs">
          {tag}
        </span>
      ))}
      {rest.length > 0 ? (
        <span className="text-faint text-xs" title={rest.join('\n')}>
          +{rest.length}
        </span>
      ) : null}
    </span>
  );
}
