import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action, type ApiKeyActor, ROLES, type Role, type UserActor } from '@/lib/contracts/actors';
import { authorize } from './authorize';
import { can } from './can';

const user = (role: Role): UserActor => ({
  kind: 'user',
  userId: 'usr_1',
  workspaceId: 'wsp_1',
  role,
  name: 'N',
  email: 'n@example.com',
});
const key = (scopes: Action[], siteId: string | null = null): ApiKeyActor => ({
  kind: 'api_key',
  apiKeyId: 'key_1',
  workspaceId: 'wsp_1',
  siteId,
  scopes,
});

/** Written out, so that a change to the table is a change here too. */
const MAY: Record<Action, Role[]> = {
  'workspace.manage': ['owner'],
  'members.manage': ['owner', 'admin'],
  'apiKeys.manage': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
  'operations.manage': ['owner', 'admin'],
  'sites.read': ['owner', 'admin', 'editor', 'viewer'],
  'sites.write': ['owner', 'admin'],
  'topics.read': ['owner', 'admin', 'editor', 'viewer'],
  'topics.write': ['owner', 'admin'],
  'subscribers.read': ['owner', 'admin', 'editor', 'viewer'],
  'subscribers.write': ['owner', 'admin', 'editor'],
  'tags.read': ['owner', 'admin', 'editor', 'viewer'],
  'tags.write': ['owner', 'admin', 'editor'],
  'events.read': ['owner', 'admin', 'editor', 'viewer'],
  'events.write': ['owner', 'admin', 'editor'],
  'imports.read': ['owner', 'admin', 'editor'],
  'imports.write': ['owner', 'admin', 'editor'],
  'segments.read': ['owner', 'admin', 'editor', 'viewer'],
  'segments.write': ['owner', 'admin', 'editor'],
  'campaigns.read': ['owner', 'admin', 'editor', 'viewer'],
  'campaigns.write': ['owner', 'admin', 'editor'],
  'campaigns.send': ['owner', 'admin', 'editor'],
  'templates.read': ['owner', 'admin', 'editor', 'viewer'],
  'templates.write': ['owner', 'admin', 'editor'],
  'images.read': ['owner', 'admin', 'editor', 'viewer'],
  'images.write': ['owner', 'admin', 'editor'],
  'goals.read': ['owner', 'admin', 'editor', 'viewer'],
  'goals.write': ['owner', 'admin', 'editor'],
  'messages.read': ['owner', 'admin', 'editor', 'viewer'],
  'messages.send': ['owner', 'admin', 'editor'],
  'exports.manage': ['owner', 'admin'],
  'webhooks.read': ['owner', 'admin'],
  'webhooks.write': ['owner', 'admin'],
};

describe('can', () => {
  it.each(ACTIONS.map((action) => [action] as const))('%s', (action) => {
    expect(ROLES.filter((role) => can(user(role), action))).toEqual(MAY[action]);
    expect(can({ kind: 'system', workspaceId: 'wsp_1' }, action)).toBe(true);
  });

  it('gives a key its scopes, and never those of people', () => {
    expect(ACTIONS.filter((action) => can(key(['sites.read', 'campaigns.send']), action))).toEqual([
      'sites.read',
      'campaigns.send',
    ]);
    expect(can(key(['sites.read']), 'apiKeys.manage')).toBe(false);
    expect(can(key([...ACTIONS]), 'members.manage')).toBe(false);
    expect(can(key([...ACTIONS]), 'workspace.manage')).toBe(false);
  });

  it('binds a key to its site', () => {
    expect(can(key(['sites.read'], 'site_1'), 'sites.read', 'site_1')).toBe(true);
    expect(can(key(['sites.read'], 'site_1'), 'sites.read', 'site_2')).toBe(false);
    expect(can(key(['sites.read']), 'sites.read', 'site_2')).toBe(true);
  });
});

it('authorize names what is missing', () => {
  expect(() => authorize(user('viewer'), 'campaigns.send')).toThrow(
    'The role viewer has no permission for campaigns.send',
  );
  expect(() => authorize(user('editor'), 'campaigns.send')).not.toThrow();
});
