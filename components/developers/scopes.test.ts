import { expect, it } from 'vitest';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { describeScopes, SCOPE_GROUPS, SCOPE_PRESETS } from './scopes';

const shown = SCOPE_GROUPS.flatMap(({ rows }) => rows.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)));

it('every permission that a key may have can be chosen, once', () => {
  expect([...shown].sort()).toEqual([...API_KEY_SCOPES].sort());
});

it('keys made with a set before some resources had permissions of their own are still called by it', () => {
  // What the migration own_scopes makes of them.
  const reads = ['campaigns', 'templates', 'images', 'goals', 'messages', 'subscribers', 'tags', 'events', 'segments'];
  const readOnly = [...reads, 'sites', 'topics'].map((noun) => `${noun}.read`);
  const writes = reads.filter((noun) => noun !== 'messages').map((noun) => `${noun}.write`);
  const send = [...readOnly, ...writes, 'imports.read', 'imports.write', 'campaigns.send', 'messages.send'];
  const described = [readOnly, send, [...API_KEY_SCOPES]].map((scopes) => describeScopes(scopes as never));
  expect(described).toEqual(['Read only', 'Send', 'Everything']);
  expect(SCOPE_PRESETS.map(({ label }) => label)).toEqual(['Send', 'Read only', 'Everything']);
});
