'use client';

import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { describeScopes } from './scopes';

interface ApiKeyTableProps {
  keys: readonly (ApiKeyView & { isExpired: boolean })[];
  siteNames: Record<string, string>;
  revoke: (apiKeyId: string) => Promise<ActionState>;
}

export function ApiKeyTable({ keys, siteNames, revoke }: ApiKeyTableProps) {
  return (
    <Table label="API keys">
      <TableHead>
        <tr>
          <TableHeader>Name</TableHeader>
          <TableHeader>Key</TableHeader>
          <TableHeader>Permissions</TableHeader>
          <TableHeader>Last used</TableHeader>
          <TableHeader>Expires</TableHeader>
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {keys.map((key) => {
          const isOver = Boolean(key.revokedAt) || key.isExpired;
          return (
            <TableRow key={key.id}>
              <TableCell>
                <span className="grid min-w-32 gap-0.5">
                  <span className="flex items-center gap-2 font-medium">
                    {key.name}
                    {key.revokedAt ? <Badge>Revoked</Badge> : key.isExpired && <Badge tone="warning">Expired</Badge>}
                  </span>
                  <span className="text-faint text-xs">
                    {key.siteId ? (siteNames[key.siteId] ?? 'One site') : 'Every site'}
                  </span>
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap font-mono text-muted text-xs">{key.tokenPrefix}…</TableCell>
              <TableCell className="whitespace-nowrap">
                <span title={key.scopes.join(', ')}>{describeScopes(key.scopes)}</span>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted">
                {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : 'Never'}
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted">
                {key.expiresAt ? <AbsoluteTime at={key.expiresAt} /> : 'Never'}
              </TableCell>
              <TableCell className="text-right">
                {!isOver && (
                  <ConfirmDialog
                    trigger={
                      <Button size="sm" variant="dangerGhost" aria-label={`Revoke ${key.name}`}>
                        Revoke
                      </Button>
                    }
                    title={`Revoke “${key.name}”?`}
                    description="Programs that use it get “not signed in” within seconds. This cannot be undone; you can create another key."
                    confirmLabel="Revoke key"
                    onConfirm={async () => {
                      const answer = await revoke(key.id);
                      if (answer.status === 'failed') toast.error('Not revoked', { description: answer.message });
                      else toast.success(`“${key.name}” is revoked`);
                      return answer.status !== 'failed';
                    }}
                  />
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
