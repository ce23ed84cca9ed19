import type { Action } from '@/lib/contracts/actors';

export interface ScopeRow {
  /** What is permitted to be seen or changed. */
  label: string;
  scopes: readonly { scope: Action; label: string; note?: string }[];
}

const SEE = 'See';
const CHANGE = 'Create and change';
const NOT_OF_SITE = 'Only with a key for every site';

/** What each permission of a key lets a program do, in plain words: a row for each resource. */
export const SCOPE_GROUPS: readonly { label: string; rows: readonly ScopeRow[] }[] = [
  {
    label: 'Sending',
    rows: [
      {
        label: 'Campaigns',
        scopes: [
          { scope: 'campaigns.read', label: SEE },
          { scope: 'campaigns.write', label: 'Edit' },
          { scope: 'campaigns.send', label: 'Launch and cancel' },
        ],
      },
      {
        label: 'Messages',
        scopes: [
          { scope: 'messages.read', label: SEE },
          { scope: 'messages.send', label: 'Send at once' },
        ],
      },
      {
        label: 'Templates',
        scopes: [
          { scope: 'templates.read', label: SEE },
          { scope: 'templates.write', label: CHANGE },
        ],
      },
      {
        label: 'Images',
        scopes: [
          { scope: 'images.read', label: SEE },
          { scope: 'images.write', label: 'Upload and delete' },
        ],
      },
      {
        label: 'Goals',
        scopes: [
          { scope: 'goals.read', label: SEE },
          { scope: 'goals.write', label: CHANGE },
        ],
      },
    ],
  },
  {
    label: 'Audience',
    rows: [
      {
        label: 'Subscribers',
        scopes: [
          { scope: 'subscribers.read', label: SEE },
          { scope: 'subscribers.write', label: 'Add, change and remove' },
        ],
      },
      {
        label: 'Tags',
        scopes: [
          { scope: 'tags.read', label: SEE },
          { scope: 'tags.write', label: 'Change many at once' },
        ],
      },
      {
        label: 'Events',
        scopes: [
          { scope: 'events.read', label: SEE },
          { scope: 'events.write', label: 'Track' },
        ],
      },
      {
        label: 'Segments',
        scopes: [
          { scope: 'segments.read', label: SEE },
          { scope: 'segments.write', label: CHANGE },
        ],
      },
      {
        label: 'Topics',
        scopes: [
          { scope: 'topics.read', label: SEE },
          { scope: 'topics.write', label: CHANGE },
        ],
      },
      {
        label: 'Imports',
        scopes: [
          { scope: 'imports.read', label: SEE },
          { scope: 'imports.write', label: 'Upload, start and undo' },
        ],
      },
      {
        label: 'Exports',
        scopes: [{ scope: 'exports.manage', label: 'Everything, endpoints and keys too' }],
      },
    ],
  },
  {
    label: 'Site and workspace',
    rows: [
      {
        label: 'Sites',
        scopes: [
          { scope: 'sites.read', label: SEE },
          { scope: 'sites.write', label: CHANGE },
        ],
      },
      {
        label: 'Webhooks',
        scopes: [
          { scope: 'webhooks.read', label: SEE },
          { scope: 'webhooks.write', label: 'Change and send again' },
        ],
      },
      { label: 'Audit log', scopes: [{ scope: 'audit.read', label: SEE, note: NOT_OF_SITE }] },
      {
        label: 'API keys',
        scopes: [{ scope: 'apiKeys.manage', label: 'Make, rotate and revoke' }],
      },
      {
        label: 'Queues',
        scopes: [{ scope: 'operations.manage', label: 'See, try again and discard', note: NOT_OF_SITE }],
      },
    ],
  },
];

const ALL = SCOPE_GROUPS.flatMap(({ rows }) => rows.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)));

/** What only some programs need. */
const NOT_FOR_SENDING = [
  'sites.write',
  'topics.write',
  'exports.manage',
  'audit.read',
  'apiKeys.manage',
  'operations.manage',
];
/** For owners, admins and those who change subscribers. */
const NOT_FOR_VIEWING = ['audit.read', 'webhooks.read', 'imports.read'];

/** Sets that most keys are made with. */
export const SCOPE_PRESETS = [
  {
    value: 'send',
    label: 'Send',
    scopes: ALL.filter((scope) => !scope.startsWith('webhooks') && !NOT_FOR_SENDING.includes(scope)),
  },
  {
    value: 'read',
    label: 'Read only',
    scopes: ALL.filter((scope) => scope.endsWith('.read') && !NOT_FOR_VIEWING.includes(scope)),
  },
  { value: 'all', label: 'Everything', scopes: ALL },
] as const;

/** "Send", "Read only", "Everything", or "4 permissions". */
export function describeScopes(scopes: readonly Action[]): string {
  const wanted = [...scopes].sort().join();
  const preset = SCOPE_PRESETS.find((each) => [...each.scopes].sort().join() === wanted);
  return preset?.label ?? (scopes.length === 1 ? '1 permission' : `${scopes.length} permissions`);
}
