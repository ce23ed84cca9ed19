import { Badge, type Tone } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { ProcessView } from '@/lib/contracts/operations';

const STATES: Record<ProcessView['state'], { tone: Tone; words: string }> = {
  running: { tone: 'success', words: 'Running' },
  ending: { tone: 'warning', words: 'Ending' },
  silent: { tone: 'danger', words: 'Silent' },
};

export function ProcessTable({ processes }: { processes: ProcessView[] }) {
  return (
    <Card>
      <CardHeader
        title="Processes"
        description="Each tells every ten seconds that it lives. One that was killed stays here for an hour, as silent."
        className="pb-3"
      />
      <Table label="Processes">
        <TableHead>
          <TableHeader>Process</TableHeader>
          <TableHeader>State</TableHeader>
          <TableHeader>Version</TableHeader>
          <TableHeader>Started</TableHeader>
          <TableHeader>Last seen</TableHeader>
        </TableHead>
        <TableBody>
          {processes.map((one) => (
            <TableRow key={one.id}>
              <TableCell at="name" className="min-w-40">
                <span className="font-medium">{one.role === 'web' ? 'Web' : 'Worker'}</span>
                <span className="block text-muted text-xs">
                  {one.host}, process {one.pid}
                </span>
              </TableCell>
              <TableCell at="state">
                <Badge tone={STATES[one.state].tone} dot>
                  {STATES[one.state].words}
                </Badge>
              </TableCell>
              <TableCell label="Version" className="text-muted">
                {one.version}
              </TableCell>
              <TableCell label="Started" className="whitespace-nowrap text-muted">
                <RelativeTime at={one.startedAt} />
              </TableCell>
              <TableCell label="Seen" className="whitespace-nowrap text-muted">
                <RelativeTime at={one.seenAt} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
