'use client';

import { Badge } from '@/components/ui/badge';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { KeyActions, type KeyActionsProps } from './key-actions';
import { describeScopes } from './scopes';

interface ApiKeyTableProps extends KeyActionsProps {
  keys: readonly (ApiKeyView & { isExpired: boolean })[];
  siteNames: Record<string, string>;
}

export function ApiKeyTable({ keys, siteNames, ...actions }: ApiKeyTableProps) {
  return (
    <Table label="API keys" dense>
      <TableHead>
        <TableHeader>Name</TableHeader>
        <TableHeader>Key</TableHeader>
        <TableHeader>Permissions</TableHeader>
        <TableHeader>Last used</TableHeader>
        <TableHeader>Expires</TableHeader>
        <TableHeader>
          <span className="sr-only">Actions</span>
        </TableHeader>
      </TableHead>
      <TableBody>
        {keys.map((key) => {
          const isOver = Boolean(key.revokedAt) || key.isExpired;
          return (
            <TableRow key={key.id}>
              <TableCell at="name">
                <span className="grid gap-0.5 min-w-32 narrow:min-w-0">
                  <span className="flex flex-wrap items-center gap-2 font-medium">
                    {key.name}
                    {key.revokedAt ? <Badge>Revoked</Badge> : key.isExpired && <Badge tone="warning">Expired</Badge>}
                  </span>
                  <span className="text-faint text-xs">
                    {key.siteId ? (siteNames[key.siteId] ?? 'One site') : 'Every site'}
                    {key.allowedAddresses.length > 0 && (
                      <span title={key.allowedAddresses.join(', ')}>
                        {', from '}
                        {key.allowedAddresses.length === 1
                          ? key.allowedAddresses[0]
                          : `${key.allowedAddresses.length} addresses`}
                      </span>
                    )}
                  </span>
                  {!isOver && key.previousSecretEndsAt && (
                    <span className="text-faint text-xs">
                      Old secret works until <AbsoluteTime at={key.previousSecretEndsAt} />
                    </span>
                  )}
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap font-mono text-muted text-xs">{key.tokenPrefix}…</TableCell>
              <TableCell className="whitespace-nowrap">
                <span title={key.scopes.join(', ')}>{describeScopes(key.scopes)}</span>
              </TableCell>
              <TableCell label="Last used" className="whitespace-nowrap text-muted">
                {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : 'Never'}
              </TableCell>
              <TableCell label="Expires" className="whitespace-nowrap text-muted">
                {key.expiresAt ? <AbsoluteTime at={key.expiresAt} /> : 'Never'}
              </TableCell>
              <TableCell at="act" className="text-right">
                {!isOver && <KeyActions apiKey={key} {...actions} />}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
