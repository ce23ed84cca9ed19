import type { PrismaClient } from '@/lib/generated/prisma/client';

/** Tables that belong to a tenant, and the columns any of which names it. */
const TENANT_COLUMNS: Record<string, readonly string[]> = {
  Membership: ['workspaceId', 'userId', 'workspaceId_userId'],
  Site: ['workspaceId', 'siteKey'],
  VapidKey: ['siteId', 'siteId_publicKey'],
  Topic: ['siteId', 'siteId_key'],
  Subscriber: ['siteId', 'siteId_endpointHash'],
  SubscriberEvent: ['siteId'],
  SitePath: ['siteId', 'siteId_path'],
  PageVisit: ['siteId'],
  PromptCount: ['siteId'],
  ConsentRecord: ['siteId'],
  ActiveHour: ['siteId'],
  Segment: ['siteId'],
  Campaign: ['siteId'],
  Variant: ['siteId'],
  DraftVersion: ['siteId'],
  Template: ['siteId'],
  Image: ['siteId'],
  Run: ['siteId'],
  RunCounter: ['siteId'],
  RunReason: ['siteId'],
  RunTick: ['siteId'],
  RunAlert: ['siteId'],
  RunThrottle: ['siteId'],
  RunZone: ['siteId'],
  CampaignOccurrence: ['siteId'],
  WinnerPhase: ['siteId'],
  RunFold: ['siteId'],
  RunBreakdown: ['siteId'],
  RunBucket: ['siteId'],
  Goal: ['siteId'],
  Attribution: ['siteId'],
  Export: ['siteId'],
  ExportPiece: ['siteId'],
  Import: ['siteId'],
  ImportPiece: ['siteId'],
  ImportError: ['siteId'],
  ImportKey: ['siteId'],
  ImportChange: ['siteId'],
  Webhook: ['siteId'],
  WebhookOutbox: ['siteId'],
  WebhookEvent: ['siteId'],
  WebhookDelivery: ['siteId'],
  WebhookAttempt: ['siteId'],
  ApiKey: ['workspaceId'],
  AuditEntry: ['workspaceId'],
  IdempotencyKey: ['workspaceId', 'workspaceId_key'],
};

/** A query on a tenant table without its tenant: a mistake of ours, never of the caller. */
export class TenantLeakError extends Error {
  constructor(model: string, operation: string) {
    super(`${model}.${operation} does not name its tenant (${TENANT_COLUMNS[model]?.join(' or ')})`);
    this.name = 'TenantLeakError';
  }
}

/**
 * The second net behind "every query filters by its tenant" (docs/decisions): refuses, before it is sent, a
 * Prisma query on a tenant table whose `where` or `data` does not name the tenant at its top level.
 */
export function guardTenant(client: PrismaClient) {
  return client.$extends({
    name: 'tenant-guard',
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          const columns = TENANT_COLUMNS[model];
          if (columns && !namesTenant(args, columns)) throw new TenantLeakError(model, operation);
          return query(args);
        },
      },
    },
  });
}

function namesTenant(args: unknown, columns: readonly string[]): boolean {
  const { where, data, create } = (args ?? {}) as { where?: unknown; data?: unknown; create?: unknown };
  // An update or delete is bound by its where alone; data without where is a create.
  if (where !== undefined) return hasColumn(where, columns) && (create === undefined || hasColumn(create, columns));
  if (Array.isArray(data)) return data.length > 0 && data.every((row) => hasColumn(row, columns));
  return hasColumn(data, columns);
}

function hasColumn(part: unknown, columns: readonly string[]): boolean {
  if (typeof part !== 'object' || part === null) return false;
  // `undefined` is dropped by Prisma, which would turn the filter into "everything".
  return columns.some((column) => (part as Record<string, unknown>)[column] != null);
}
