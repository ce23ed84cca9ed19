import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { formatDuration } from '@/components/ui/format';
import { Count } from '@/components/ui/number';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { QueueView } from '@/lib/contracts/operations';

/** What each queue is for; a queue without words is shown by its name. */
const WORDS: Record<string, string> = {
  schedule: 'Campaigns that begin at a time',
  'fan-out': 'Who gets a campaign',
  send: 'Sending campaigns',
  'send-priority': 'Sending transactional messages and tests',
  receipts: 'Figures',
  webhooks: 'Webhooks',
  imports: 'Imports',
};

export function QueueTable({ queues }: { queues: QueueView[] | null }) {
  return (
    <Card>
      <CardHeader
        title="Work"
        description="A job is a hint that there is work, not a message: one stands for many messages."
        className="pb-3"
      />
      {queues ? (
        <Table label="Work by queue">
          <TableHead>
            <TableHeader>Queue</TableHeader>
            <TableHeader numeric>Waiting</TableHeader>
            <TableHeader numeric>Running</TableHeader>
            <TableHeader numeric>Later</TableHeader>
            <TableHeader numeric>Oldest waits</TableHeader>
          </TableHead>
          <TableBody>
            {queues.map(({ queue, counts, oldestSeconds }) => (
              <TableRow key={queue}>
                <TableCell at="name" className="min-w-40">
                  <span className="font-medium">{queue}</span>
                  <span className="block text-muted text-xs">{WORDS[queue]}</span>
                </TableCell>
                <TableCell numeric label="Waiting">
                  <Count value={counts.waiting} />
                </TableCell>
                <TableCell numeric label="Running">
                  <Count value={counts.active} />
                </TableCell>
                <TableCell numeric label="Later">
                  <Count value={counts.delayed} />
                </TableCell>
                <TableCell
                  numeric
                  label="Oldest waits"
                  at={oldestSeconds === null ? 'hidden' : undefined}
                  className="whitespace-nowrap text-muted"
                >
                  {oldestSeconds === null ? '–' : formatDuration(oldestSeconds)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ) : (
        <CardBody>
          <Callout tone="danger" title="The job store does not answer">
            Nothing is lost: what is to be done is in the database, and goes on by itself once the store is back.
          </Callout>
        </CardBody>
      )}
    </Card>
  );
}
