import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { enrol, keyOf } from './enrol';
import type { Device, Records, Store } from './store';

const KEY = Buffer.alloc(65, 0xfb).toString('base64url');

/** A browser's push manager in memory: endpoints e1, e2 … */
function makeBrowser(subscribedWith?: string) {
  let count = 0;
  let current: PushSubscription | null = null;
  const make = (key: string) => {
    count += 1;
    const endpoint = `e${count}`;
    const applicationServerKey = new Uint8Array(Buffer.from(key, 'base64url')).buffer;
    const unsubscribe = async () => {
      current = null;
      return true;
    };
    return { endpoint, options: { applicationServerKey }, unsubscribe, toJSON: () => ({ endpoint }) } as never;
  };
  if (subscribedWith) current = make(subscribedWith);
  const pushManager = {
    getSubscription: async () => current,
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      current = make(applicationServerKey);
      return current;
    },
  };
  return { pushManager } as unknown as ServiceWorkerRegistration;
}

function makeStore(device?: Device): Store {
  const records: Partial<Records> = { device };
  return async (key, change) => {
    if (change) records[key] = change(records[key]) as never;
    return records[key];
  };
}

type Ask = { device?: Device; subscription: PushSubscription; applicationServerKey: string; language?: string };

function makeServer(answers: { status: number; json?: object }[], key = KEY) {
  const asked: (Omit<Ask, 'subscription'> & { endpoint: string })[] = [];
  const caches: (RequestCache | undefined)[] = [];
  return {
    asked,
    caches,
    link: {
      getConfig: async (cache?: RequestCache) => {
        caches.push(cache);
        return { key } as never;
      },
      post: async (_path: string, body: object) => {
        const { subscription, ...rest } = body as Ask;
        asked.push({ ...rest, endpoint: subscription.endpoint });
        const { status, json } = answers.shift() ?? { status: 500 };
        return new Response(JSON.stringify(json ?? {}), { status });
      },
    },
  };
}

const OK = { status: 200, json: { id: 'sub_1', secret: 's', action: 'ok' } };
const device: Device = { id: 'sub_0', secret: 'z', endpoint: 'e1', key: KEY };

// What headless Chromium calls itself in the C locale.
beforeAll(() => vi.stubGlobal('navigator', { language: 'en-US@posix' }));
afterAll(() => vi.unstubAllGlobals());

describe('enrol', () => {
  it('stores what the server gave, and takes the config from the cache', async () => {
    const store = makeStore();
    const server = makeServer([OK]);
    expect(await enrol(server.link, store, 'k', makeBrowser(), {})).toBe(0);
    expect(await store('device')).toMatchObject({ site: 'k', id: 'sub_1', secret: 's', endpoint: 'e1', key: KEY });
    expect(server.caches).toEqual([undefined]);
    expect(server.asked[0]?.language).toBe('en-US');
  });

  it('keeps the secret when the server gives no new one', async () => {
    const store = makeStore(device);
    await enrol(
      makeServer([{ status: 200, json: { id: 'sub_0', action: 'ok' } }]).link,
      store,
      'k',
      makeBrowser(KEY),
      {},
    );
    expect(await store('device')).toMatchObject({ id: 'sub_0', secret: 'z' });
  });

  it('replaces a subscription with another key, proving who it is', async () => {
    const server = makeServer([OK]);
    const browser = makeBrowser(Buffer.alloc(65, 1).toString('base64url'));
    await enrol(server.link, makeStore(device), 'k', browser, {});
    expect(server.asked).toMatchObject([
      { endpoint: 'e2', device: { id: 'sub_0', secret: 'z' }, applicationServerKey: KEY },
    ]);
  });

  it('subscribes anew with a fresh config when told so, and does not forget its proof over an empty id', async () => {
    const server = makeServer([{ status: 200, json: { id: '', action: 'resubscribe' } }, OK]);
    const store = makeStore(device);
    expect(await enrol(server.link, store, 'k', makeBrowser(KEY), {})).toBe(0);
    expect(server.asked).toMatchObject([
      { endpoint: 'e1', device: { id: 'sub_0' } },
      { endpoint: 'e2', device: { id: 'sub_0' } },
    ]);
    expect(server.caches).toEqual([undefined, 'reload']);
  });

  it('gives up after four answers, so that two who disagree do not loop', async () => {
    const again = { status: 200, json: { id: 'sub_1', action: 'resubscribe' } };
    const server = makeServer([again, again, again, again, again]);
    expect(await enrol(server.link, makeStore(), 'k', makeBrowser(), {})).toBe(200);
    expect(server.asked).toHaveLength(4);
  });

  it.each([
    [429, 1],
    [500, 1],
    [503, 1],
    [422, 2],
    [403, 2],
  ])('gives up on %i after %i requests and leaves the record alone', async (status, requests) => {
    const server = makeServer(Array.from({ length: 5 }, () => ({ status })));
    const store = makeStore(device);
    expect(await enrol(server.link, store, 'k', makeBrowser(KEY), {})).toBe(status);
    expect(server.asked).toHaveLength(requests);
    expect(await store('device')).toEqual(device);
  });
});

describe('keyOf', () => {
  it('is base64url without padding, as the config gives it', () => {
    const options = { applicationServerKey: new Uint8Array(65).fill(0xfb).buffer };
    expect(keyOf({ options } as PushSubscription)).toBe(KEY);
    expect(KEY).toMatch(/[-_]/);
    expect(keyOf({ options: { applicationServerKey: null } } as PushSubscription)).toBe('');
  });
});
