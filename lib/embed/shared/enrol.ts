import type { EmbedConfig, SubscribeAnswer, SubscribeRequest } from '@/lib/contracts/embed';
import type { Device, Store } from './store';

export type Post = (path: string, body: object) => Promise<Response>;
export type About = Pick<SubscribeRequest, 'prompt' | 'textVersion' | 'newSession'>;

/** The two ways to the server that page and worker share. */
export function connect(server: string, site: string) {
  const base = `${server}/api/embed/${site}/`;
  return {
    post: ((path, body) =>
      fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
        keepalive: true,
      })) as Post,
    /** Rejects when the server cannot be reached or refuses. `cache`: 'reload' passes by the browser's cache. */
    getConfig: async (cache?: RequestCache): Promise<EmbedConfig> => {
      const response = await fetch(`${base}config`, { credentials: 'omit', cache });
      return response.ok ? response.json() : Promise.reject(response.status);
    },
  };
}

/** What shows the server that a request comes from this device; nothing before the first subscription. */
export function proofOf(device: Device | undefined) {
  return device?.id && { id: device.id, secret: device.secret };
}

/** Application server key of a subscription in base64url, as the config gives it. */
export function keyOf(subscription: PushSubscription): string {
  return btoa(String.fromCharCode(...new Uint8Array(subscription.options.applicationServerKey ?? [])))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}

/**
 * Brings browser and server to the same subscription: right key, known endpoint, same subscriber as before.
 * Resolves to the HTTP status of a refusal, or 0 when done; rejects when network or browser fail.
 */
export async function enrol(
  { post, getConfig }: ReturnType<typeof connect>,
  store: Store,
  site: string,
  { pushManager }: ServiceWorkerRegistration,
  about: About,
): Promise<number> {
  let status = 0;
  let isStale = false;
  let isForgotten = false;
  for (let attempt = 0; attempt < 4; attempt++) {
    // The first answer may come from the cache and name a key that has just been replaced.
    const { key } = await getConfig(attempt ? 'reload' : undefined);
    let subscription = await pushManager.getSubscription();
    if (subscription && (isStale || keyOf(subscription) !== key)) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ||= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const device = isForgotten ? undefined : await store('device');
    const response = await post('subscribe', {
      subscription,
      applicationServerKey: key,
      device: proofOf(device) || undefined,
      ...about,
      // A browser may name a zone or language that the server has never heard of; that must not cost the subscriber.
      ...(attempt
        ? {}
        : {
            language: /^[a-z]{2,3}(-[a-z\d]{1,8})*/i.exec(navigator.language)?.[0],
            timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          }),
    });
    status = response.status;
    isStale = status === 409;
    // 409: the endpoint belongs to another record. 401/403/404/410 with a proof: the server no longer knows the device.
    if (response.ok) {
      const answer: SubscribeAnswer = await response.json();
      const { endpoint } = subscription;
      const secret = answer.secret || device?.secret;
      // No id: the server has stored nothing, because it knows nothing of the key.
      if (answer.id) await store('device', () => ({ site, id: answer.id, secret, endpoint, key, seenAt: Date.now() }));
      isStale = answer.action === 'resubscribe';
      if (!isStale) return 0;
    } else if (status >= 500 || status === 429) break;
    else if (device?.id && status > 400 && status < 411 && !isStale) isForgotten = true;
    else if (attempt && !isStale) break;
  }
  return status;
}
