import type { Action } from '@/lib/contracts/actors';

/** What each permission of a key lets a program do, in plain words. */
export const SCOPE_GROUPS: readonly { label: string; scopes: readonly { scope: Action; label: string }[] }[] = [
  {
    label: 'Campaigns',
    scopes: [
      { scope: 'campaigns.read', label: 'See campaigns and their results' },
      { scope: 'campaigns.write', label: 'Create and edit drafts' },
      { scope: 'campaigns.send', label: 'Launch and cancel' },
    ],
  },
  {
    label: 'Messages',
    scopes: [
      { scope: 'messages.send', label: 'Send single messages at once' },
      { scope: 'messages.read', label: 'See what became of them' },
    ],
  },
  {
    label: 'Subscribers',
    scopes: [
      { scope: 'subscribers.read', label: 'See subscribers' },
      { scope: 'subscribers.write', label: 'Add, change and remove subscribers' },
      { scope: 'exports.manage', label: 'Export everything, endpoints and keys too' },
    ],
  },
  {
    label: 'Segments',
    scopes: [
      { scope: 'segments.read', label: 'See and count segments' },
      { scope: 'segments.write', label: 'Create and change segments' },
    ],
  },
  {
    label: 'Sites',
    scopes: [
      { scope: 'sites.read', label: 'See sites' },
      { scope: 'sites.write', label: 'Create and change sites' },
    ],
  },
  {
    label: 'Webhooks',
    scopes: [
      { scope: 'webhooks.read', label: 'See webhooks and their delivery log' },
      { scope: 'webhooks.write', label: 'Create and change webhooks, send again' },
    ],
  },
  { label: 'Audit', scopes: [{ scope: 'audit.read', label: 'Read the audit log' }] },
  {
    label: 'API keys',
    scopes: [{ scope: 'apiKeys.manage', label: 'Make, rotate and revoke keys with its own permissions' }],
  },
];

const ALL = SCOPE_GROUPS.flatMap((group) => group.scopes.map((each) => each.scope));

/** Sets that most keys are made with. */
export const SCOPE_PRESETS = [
  {
    value: 'send',
    label: 'Send',
    scopes: ALL.filter(
      (scope) =>
        !scope.startsWith('audit') &&
        !scope.startsWith('apiKeys') &&
        !scope.startsWith('exports') &&
        scope !== 'sites.write' &&
        !scope.startsWith('webhooks'),
    ),
  },
  {
    value: 'read',
    label: 'Read only',
    scopes: ALL.filter((scope) => scope.endsWith('.read') && scope !== 'audit.read' && scope !== 'webhooks.read'),
  },
  { value: 'all', label: 'Everything', scopes: ALL },
] as const;

/** "Send", "Read only", "Everything", or "4 permissions". */
export function describeScopes(scopes: readonly Action[]): string {
  const wanted = [...scopes].sort().join();
  const preset = SCOPE_PRESETS.find((each) => [...each.scopes].sort().join() === wanted);
  return preset?.label ?? (scopes.length === 1 ? '1 permission' : `${scopes.length} permissions`);
}
