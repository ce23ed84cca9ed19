import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { formatNumber } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { WebhookDeliveryView } from '@/lib/contracts/webhooks';
import { deliveryStatus } from './webhook-words';

export function DeliveryTable({
  deliveries,
  basePath,
}: {
  deliveries: readonly WebhookDeliveryView[];
  basePath: string;
}) {
  return (
    <Table label="Delivery log">
      <TableHead>
        <TableHeader>Event</TableHeader>
        <TableHeader>Status</TableHeader>
        <TableHeader>Last answer</TableHeader>
        <TableHeader numeric>Attempts</TableHeader>
        <TableHeader>When</TableHeader>
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => {
          const { label, tone } = deliveryStatus(delivery);
          return (
            <TableRow key={delivery.id} interactive>
              <TableCell at="name" className="whitespace-nowrap">
                <Link href={`${basePath}/${delivery.id}`} className={rowLinkClass}>
                  {delivery.type}
                </Link>
                {delivery.itemCount > 1 && (
                  <span className="ml-1.5 text-faint text-xs">× {formatNumber(delivery.itemCount)}</span>
                )}
              </TableCell>
              <TableCell at="state">
                <Badge tone={tone} dot>
                  {label}
                </Badge>
              </TableCell>
              <TableCell
                at={delivery.error ? 'line' : delivery.statusCode === null ? 'hidden' : undefined}
                className="w-full min-w-40 text-muted"
              >
                {delivery.error ?? (delivery.statusCode === null ? '–' : `answered ${delivery.statusCode}`)}
              </TableCell>
              <TableCell numeric label="Attempts">
                {delivery.attemptCount}
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted">
                <RelativeTime at={delivery.createdAt} />
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
