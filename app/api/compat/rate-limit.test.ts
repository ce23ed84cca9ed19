import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { makeSite } from '@/lib/delivery/test-kit/fixture';
import { closeQueues } from '@/lib/platform/queue';
import { api } from '../app';

let token: string;

beforeAll(async () => {
  const site = await makeSite();
  token = (await createApiKey(site.actor, { name: 'k', scopes: ['sites.read'] })).token;
});
afterAll(closeQueues);

const get = (path: string, scheme: string) => api.request(path, { headers: { authorization: `${scheme} ${token}` } });

it('answers 429 with the wait once a key has used up its minute, each client in its form', {
  timeout: 240_000,
}, async () => {
  const ask = () => get('/compat/onesignal/apps', 'Key');
  let refused: Response | undefined;
  // 6,000 at once and 100 a second more: how many it takes is for the machine's speed to say.
  for (let round = 0; round < 400 && !refused; round++) {
    refused = (await Promise.all(Array.from({ length: 100 }, ask))).find(({ status }) => status === 429);
  }
  expect(refused?.headers.get('retry-after')).toBe('1');
  expect(await refused?.json()).toEqual({ errors: ['This key may make 6000 requests a minute here.'] });
  // The minute is the key's, whatever it calls.
  let other: Response | undefined;
  for (let round = 0; round < 400 && other?.status !== 429; round++) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => get('/compat/pushpad/projects', 'Bearer')));
    other = answers.find(({ status }) => status === 429) ?? answers[0];
  }
  expect(other?.status).toBe(429);
  expect(other?.headers.get('retry-after')).toBe('1');
  expect(await other?.json()).toEqual({ error: 'This key may make 6000 requests a minute here.', errors: {} });
});
