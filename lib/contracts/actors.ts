/** Roles of a workspace's members, most powerful first. */
export const ROLES = ['owner', 'admin', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Everything that `can()` decides about. `resource.verb`, the same names as API key scopes. */
export const ACTIONS = [
  'workspace.manage',
  'members.manage',
  'apiKeys.manage',
  'audit.read',
  /** Queues and processes of the whole installation. */
  'operations.manage',
  'sites.read',
  'sites.write',
  'topics.read',
  'topics.write',
  'subscribers.read',
  'subscribers.write',
  'tags.read',
  'tags.write',
  'events.read',
  'events.write',
  /** Files of subscribers: their rows can be read back, and all that they say of people is changed. */
  'imports.read',
  'imports.write',
  'segments.read',
  'segments.write',
  'campaigns.read',
  'campaigns.write',
  'campaigns.send',
  'templates.read',
  'templates.write',
  'images.read',
  'images.write',
  'goals.read',
  'goals.write',
  'messages.read',
  'messages.send',
  /** Whole lists with endpoints and keys. */
  'exports.manage',
  'webhooks.read',
  'webhooks.write',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Who acts. Every domain function takes one first; the workspace bounds all that it may touch. */
export type Actor = UserActor | ApiKeyActor | SystemActor;

export interface UserActor {
  kind: 'user';
  userId: string;
  workspaceId: string;
  role: Role;
  name: string;
  email: string;
}

export interface ApiKeyActor {
  kind: 'api_key';
  apiKeyId: string;
  workspaceId: string;
  /** Null: every site of the workspace. */
  siteId: string | null;
  scopes: readonly Action[];
}

/** The operator's command line and the scheduler. */
export interface SystemActor {
  kind: 'system';
  workspaceId: string;
}
