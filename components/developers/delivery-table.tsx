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
        <tr>
          <TableHeader>Event</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader className="max-sm:hidden">Last answer</TableHeader>
          <TableHeader numeric className="max-sm:hidden">
            Attempts
          </TableHeader>
          <TableHeader className="max-sm:hidden">When</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => {
          const { label, tone } = deliveryStatus(delivery);
          return (
            <TableRow key={delivery.id} interactive>
              <TableCell className="whitespace-nowrap max-sm:w-full">
                <Link href={`${basePath}/${delivery.id}`} className={rowLinkClass}>
                  {delivery.type}
                </Link>
                {delivery.itemCount > 1 && (
                  <span className="ml-1.5 text-faint text-xs">× {formatNumber(delivery.itemCount)}</span>
                )}
                <span className="block text-faint text-xs sm:hidden">
                  <RelativeTime at={delivery.createdAt} />
                </span>
              </TableCell>
              <TableCell>
                <Badge tone={tone} dot>
                  {label}
                </Badge>
              </TableCell>
              <TableCell className="w-full min-w-40 text-muted max-sm:hidden">
                {delivery.error ?? (delivery.statusCode === null ? '–' : `answered ${delivery.statusCode}`)}
              </TableCell>
              <TableCell numeric className="max-sm:hidden">
                {delivery.attemptCount}
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted max-sm:hidden">
                <RelativeTime at={delivery.createdAt} />
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
