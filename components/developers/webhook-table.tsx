import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { rowLinkClass, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { WebhookView } from '@/lib/contracts/webhooks';
import { describeEvents, webhookStatus } from './webhook-words';

export function WebhookTable({ webhooks, basePath }: { webhooks: readonly WebhookView[]; basePath: string }) {
  return (
    <Table label="Webhooks">
      <TableHead>
        <tr>
          <TableHeader>Address</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader className="max-sm:hidden">Events</TableHeader>
          <TableHeader className="max-sm:hidden">Added</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {webhooks.map((webhook) => {
          const { label, tone } = webhookStatus(webhook);
          return (
            <TableRow key={webhook.id} interactive>
              <TableCell className="w-full max-w-0 min-w-48">
                <Link href={`${basePath}/${webhook.id}`} className={`${rowLinkClass} block truncate`}>
                  {webhook.url}
                </Link>
                {webhook.description && <p className="truncate text-muted">{webhook.description}</p>}
              </TableCell>
              <TableCell>
                <Badge tone={tone} dot>
                  {label}
                </Badge>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted max-sm:hidden">
                <span title={webhook.events.join(', ')}>{describeEvents(webhook.events)}</span>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted max-sm:hidden">
                <RelativeTime at={webhook.createdAt} />
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
