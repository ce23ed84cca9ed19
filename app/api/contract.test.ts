import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeExampleServer,
  compare,
  fileBody,
  named,
  openExampleServer,
  prepare,
  type Reply,
  type Route,
  routeOf,
  send,
  World,
} from './test-kit/example-world';
import { fileFor } from './test-support';

// Every request that the OpenAPI document shows is made, over the network, to the real server, and the answer is
// compared with what the document says of it. The routes and their examples are read from the document, so that a new
// one is tried by itself; each has a site of its own.

beforeAll(openExampleServer);
afterAll(closeExampleServer);

/** A list whose items have only the fields asked for, with the others as they are without asking. */
async function fillIn(sparse: Reply, world: World, route: Route): Promise<Reply> {
  const whole = await world.request(route);
  const itemsOf = ({ body }: Reply) => (body as { items: object[] }).items;
  const items = itemsOf(sparse).map((item, i) => ({ ...itemsOf(whole)[i], ...item }));
  return { ...sparse, body: { ...(sparse.body as object), items } };
}

describe('what the OpenAPI document says', () => {
  it.each(named)('%s: the example is answered as described', async (name, route) => {
    const world = new World();
    await prepare(world, name);
    const reply = await world.request(route, await world.query(route));
    compare(route, reply);
    expect(`${reply.status} ${JSON.stringify(reply.body)}`).toMatch(/^2/);
  });

  it.each(named.filter(([, { parameters = [] }]) => parameters.some((each) => each.in === 'query')))(
    '%s: the examples of its query are taken',
    async (_name, route) => {
      const world = new World();
      for (const { name, in: place, example } of route.parameters ?? []) {
        // Any text is no cursor.
        if (place !== 'query' || name === 'cursor') continue;
        const value = encodeURIComponent(await world.real(String(example)));
        const reply = await world.request(route, `?${name}=${value}`);
        compare(route, name === 'fields' ? await fillIn(reply, world, route) : reply);
        expect(`${name} ${reply.status}`).toMatch(/ 20[01]$/);
      }
    },
  );

  it.each(named)('%s: problems are as described', async (_name, route) => {
    const world = new World();
    const path = await world.path(route);
    const body = fileBody(route) ?? route.requestBody?.content['application/json']?.example;
    const refused = await send(route.method, path, body, { key: null });
    expect(refused.status).toBe(401);
    compare(route, refused);
    if (route.requestBody && !fileFor(route)) {
      const invalid = await send(route.method, path, []);
      expect(invalid.status).toBe(422);
      compare(route, invalid);
    }
    if (!path.endsWith(route.path)) {
      const missing = await send(route.method, route.path.replaceAll(/\{\w+\}/g, 'nonsense'), body);
      expect(missing.status).toBe(404);
      compare(route, missing);
    }
  });

  it('would notice an answer that is not as described', () => {
    const route = routeOf('getSite');
    const headers = new Headers({ 'x-request-id': 'r', ratelimit: 'r', etag: '"v1"' });
    const reply = (body: unknown) => ({ status: 200, headers, type: 'application/json', body });
    expect(() => compare(route, reply({ id: 'site_1' }))).toThrow('required');
    const example = route.responses['200']?.content?.['application/json']?.example as object;
    compare(route, reply(example));
    expect(() => compare(route, reply({ ...example, secret: 'x' }))).toThrow('additional');
    expect(() => compare(route, { ...reply(example), status: 206 })).toThrow('not described');
    headers.delete('etag');
    expect(() => compare(route, reply(example))).toThrow('without the header ETag');
  });
});
