import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeExampleServer,
  compare,
  named,
  openExampleServer,
  prepare,
  type Route,
  send,
  World,
} from './test-kit/example-world';

// What the OpenAPI document shows beside bodies and queries: examples of headers and of ids in paths, tried as
// contract.test.ts tries the rest.

beforeAll(openExampleServer);
afterAll(closeExampleServer);

const VERSION = /^"v\d+"$/;
const headerOf = ({ parameters = [] }: Route, header: string) =>
  parameters.find(({ name, in: place }) => place === 'header' && name.toLowerCase() === header);

describe('what the OpenAPI document says of headers and paths', () => {
  it.each(named.filter(([, route]) => headerOf(route, 'idempotency-key')))(
    '%s: with the example of its Idempotency-Key it is done once',
    async (name, route) => {
      const world = new World();
      await prepare(world, name);
      const path = await world.path(route);
      const body = await world.body(route);
      // One key is for one request of a workspace: each route has the example with an ending of its own.
      const headers = { 'idempotency-key': `${headerOf(route, 'idempotency-key')?.example}-${name}` };
      const [first, again] = [
        await send(route.method, path, body, { headers }),
        await send(route.method, path, body, { headers }),
      ];
      compare(route, again);
      expect(`${first.status} ${JSON.stringify(first.body)}`).toMatch(/^2/);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect([first, again].map((reply) => reply.headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    },
  );

  it.each(named.filter(([, route]) => headerOf(route, 'if-match')))(
    '%s: is bound to the version that If-Match names, in the form of its example',
    async (_name, route) => {
      const world = new World();
      const path = await world.path(route);
      const body = await world.body(route);
      const shown = String(headerOf(route, 'if-match')?.example);
      // A draft's version is restored into its campaign, and a pace is the campaign's.
      const read = path.replace(/\/(versions\/.*|throttle)$/, '');
      const tag = (await send('GET', read)).headers.get('etag') ?? '';
      expect([shown, tag]).toEqual([expect.stringMatching(VERSION), expect.stringMatching(VERSION)]);
      const late = await send(route.method, path, body, { headers: { 'if-match': '"v999999999"' } });
      compare(route, late);
      expect(late).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
      const reply = await send(route.method, path, body, { headers: { 'if-match': tag } });
      compare(route, reply);
      expect(`${reply.status} ${JSON.stringify(reply.body)}`).toMatch(/^2/);
    },
  );

  it.each(named.filter(([, route]) => route.path.includes('{')))(
    '%s: the examples of its path are ids such as there are',
    async (_name, route) => {
      const world = new World();
      const real = (await world.path(route)).split('/');
      const shown = route.path.split('/');
      for (const { name, in: place, example } of route.parameters ?? []) {
        if (place !== 'path') continue;
        const id = real[shown.indexOf(`{${name}}`)] ?? '';
        expect([name, String(example)]).toEqual([name, expect.stringMatching(`^${id.split('_')[0]}_[0-9a-z]{13}$`)]);
      }
    },
  );
});
