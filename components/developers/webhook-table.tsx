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
        <TableHeader>Address</TableHeader>
        <TableHeader>Status</TableHeader>
        <TableHeader>Events</TableHeader>
        <TableHeader>Added</TableHeader>
      </TableHead>
      <TableBody>
        {webhooks.map((webhook) => {
          const { label, tone } = webhookStatus(webhook);
          return (
            <TableRow key={webhook.id} interactive>
              <TableCell at="name" className="w-full max-w-0 min-w-48">
                <Link href={`${basePath}/${webhook.id}`} className={`${rowLinkClass} block truncate`}>
                  {webhook.url}
                </Link>
                {webhook.description && <p className="truncate text-muted">{webhook.description}</p>}
              </TableCell>
              <TableCell at="state">
                <Badge tone={tone} dot>
                  {label}
                </Badge>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted">
                <span title={webhook.events.join(', ')}>{describeEvents(webhook.events)}</span>
              </TableCell>
              <TableCell label="Added" className="whitespace-nowrap text-muted">
                <RelativeTime at={webhook.createdAt} />
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
