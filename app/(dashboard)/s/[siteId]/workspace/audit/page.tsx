import { Bot, ScrollText, SquareTerminal } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite } from '@/app/site-page';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { AdminsOnly } from '@/components/workspace/admins-only';
import { auditDetail, auditWords } from '@/components/workspace/audit-words';
import { can } from '@/lib/accounts/can';
import { listAudit } from '@/lib/accounts/list-audit';

export const metadata: Metadata = { title: 'Audit log' };

interface AuditPageProps {
  params: Promise<{ siteId: string }>;
  searchParams: Promise<{ cursor?: string }>;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const [{ siteId }, { cursor }] = [await params, await searchParams];
  const { actor } = await loadSite(siteId);
  const header = (
    <PageHeader
      title="Audit log"
      description="Who changed what in this workspace. Entries cannot be edited or deleted."
    />
  );
  if (!can(actor, 'audit.read')) {
    return (
      <Page>
        {header}
        <AdminsOnly />
      </Page>
    );
  }
  const { items, nextCursor } = await listAudit(actor, {
    limit: 50,
    cursor: typeof cursor === 'string' ? cursor : undefined,
  });
  return (
    <Page>
      {header}
      <Card>
        {items.length === 0 ? (
          <EmptyState
            icon={<ScrollText />}
            title="Nothing here"
            description="Changes appear as soon as they are made."
          />
        ) : (
          <Table label="Audit log">
            <TableHead>
              <TableHeader>Who and what</TableHeader>
              <TableHeader>Details</TableHeader>
              <TableHeader>When</TableHeader>
            </TableHead>
            <TableBody>
              {items.map((entry) => (
                <TableRow key={entry.id}>
                  <TableCell at="name" className="min-w-56">
                    <span className="inline-flex flex-wrap items-center gap-x-1.5">
                      <span className="font-medium">{entry.actorName}</span>
                      {entry.actorKind === 'api_key' && (
                        <Badge>
                          <Bot aria-hidden="true" />
                          API key
                        </Badge>
                      )}
                      {entry.actorKind === 'system' && (
                        <Badge>
                          <SquareTerminal aria-hidden="true" />
                          Server
                        </Badge>
                      )}
                      <span className="text-muted">{auditWords(entry.action)}</span>
                    </span>
                  </TableCell>
                  <TableCell className="min-w-40 text-muted">{auditDetail(entry.detail)}</TableCell>
                  <TableCell className="whitespace-nowrap text-muted">
                    <AbsoluteTime at={entry.at} />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {(nextCursor || cursor) && (
        <nav aria-label="Pages" className="mt-4 flex justify-end gap-2">
          {cursor && (
            <Link href={`/s/${siteId}/workspace/audit`} className={buttonClass()}>
              Newest
            </Link>
          )}
          {nextCursor && (
            <Link href={`/s/${siteId}/workspace/audit?cursor=${nextCursor}`} className={buttonClass()}>
              Older
            </Link>
          )}
        </nav>
      )}
    </Page>
  );
}
