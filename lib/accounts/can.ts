import { ACTIONS, type Action, type Actor, type Role } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';

const READS: readonly Action[] = [
  'sites.read',
  'topics.read',
  'subscribers.read',
  'tags.read',
  'events.read',
  'segments.read',
  'campaigns.read',
  'templates.read',
  'images.read',
  'goals.read',
  'messages.read',
];
const EDITS: readonly Action[] = [
  ...READS,
  'subscribers.write',
  'tags.write',
  'events.write',
  'imports.read',
  'imports.write',
  'segments.write',
  'campaigns.write',
  'campaigns.send',
  'templates.write',
  'images.write',
  'goals.write',
  'messages.send',
];

/** What each role may do. An editor does the daily work; keys, sites and people are an admin's. */
const ROLE_ACTIONS: Record<Role, readonly Action[]> = {
  owner: ACTIONS,
  admin: ACTIONS.filter((action) => action !== 'workspace.manage'),
  editor: EDITS,
  viewer: READS,
};

/**
 * Whether the actor may do this at all; that the object is the actor's is checked by its query.
 * @param siteId public id; an API key that is bound to one site may do nothing on another.
 */
export function can(actor: Actor, action: Action, siteId?: string): boolean {
  switch (actor.kind) {
    case 'system':
      return true;
    case 'user':
      return ROLE_ACTIONS[actor.role].includes(action);
    case 'api_key':
      if (siteId !== undefined && actor.siteId !== null && actor.siteId !== siteId) return false;
      // Whatever is stored: people and the workspace are never a key's to manage.
      return actor.scopes.includes(action) && API_KEY_SCOPES.includes(action);
  }
}
