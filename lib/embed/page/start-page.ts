import type { EmbedConfig } from '@/lib/contracts/embed';
import type { Belfry, BelfryEvents } from '@/lib/contracts/page-api';
import type { runCheck } from '../check/run-check';
import type { watchPages } from '../pages/watch-pages';
import type { Tell } from '../prompt/report';
import { type About, connect, enrol, keyOf, proofOf } from '../shared/enrol';
import { openStore, type Pending } from '../shared/store';

interface TrustedTypesWindow {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  };
}
type Listener = (detail: unknown) => void;
type Command = (...args: never[]) => unknown;

declare const window: { belfry?: Belfry } & typeof globalThis;

/** Half an hour without a page load ends a session. */
const SESSION_MS = 1_800_000;
const DAY_MS = 86_400_000;

/** Reads the script's own tag, takes over the calls queued so far, heals the subscription and prompts. */
export function startPage() {
  const script = (document.currentScript || document.querySelector('script[data-site]')) as HTMLScriptElement | null;
  const site = script?.dataset.site;
  const waiting = window.belfry;
  // A second copy (tag manager beside the template, a page swapped in by a single-page app) leaves the first alone.
  if (!site || waiting?.info) return;

  const server = new URL(script.src).origin;
  const worker = new URL(script.dataset.worker || '/belfry-sw.js', location.href).href;
  // A scope of its own: pages stay with the site's own worker, if it has one.
  const scope = new URL('belfry-push/', worker).href;
  const workers = navigator.serviceWorker;
  let trusted: string | undefined;
  const info = {
    server,
    site,
    worker,
    scope,
    register: () => {
      // For pages that enforce Trusted Types: their header must allow the policy `belfry`, which can be made only once.
      trusted ||=
        (window as TrustedTypesWindow).trustedTypes
          ?.createPolicy('belfry', { createScriptURL: (url) => url })
          .createScriptURL(worker) || worker;
      return workers.register(trusted, { scope });
    },
  };
  const isSupported =
    isSecureContext && workers && navigator.locks && 'PushManager' in window && 'Notification' in window;
  const store = openStore(site);
  const link = connect(server, site);
  const listeners: Record<string, Listener[]> = {};

  const emit = <E extends keyof BelfryEvents>(event: E, detail?: BelfryEvents[E]) => {
    for (const listener of listeners[event] || []) Promise.resolve(detail).then(listener);
  };
  const refuse = (command: string, status: number, detail = '') => {
    emit('error', { command, status, detail });
    return false;
  };
  /** True when the server did it; else false, with the reason it gave as an event. */
  const judge = async (command: string, response: Response) =>
    response.ok || refuse(command, response.status, (await response.json().catch(() => 0)).detail);

  /** One at a time across tabs and worker, in the order of the calls; a failed network is silence. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T | false> =>
    isSupported ? navigator.locks.request(`belfry-${site}`, task).catch(() => false as const) : Promise.resolve(false);

  const readDevice = async () => {
    const device = await store('device');
    return device?.id && !device.off && Notification.permission === 'granted' ? device : undefined;
  };

  const readSubscription = async () => {
    const registration = await workers.getRegistration(scope);
    return registration?.scope === scope ? registration.pushManager.getSubscription() : null;
  };

  const tryEnrol = async (about: About) => {
    const registration = await info.register();
    const starting = registration.installing || registration.waiting;
    // subscribe() needs an active worker; `ready` would wait for one that controls this page, and ours never does.
    if (!registration.active && starting) {
      await new Promise<void>((resolve, reject) => {
        starting.onstatechange = () => (registration.active ? resolve() : starting.state === 'redundant' && reject());
      });
    }
    const status = await enrol(link, store, site, registration, about);
    return !status || refuse('subscribe', status);
  };
  // Status 0: the worker file, the browser's push service or the network failed.
  const enrolHere = (about: About) => tryEnrol(about).catch((reason) => refuse('subscribe', 0, `${reason}`));

  const tellUnsubscribed = async () => {
    const device = await store('device');
    if (device?.off !== 1) return true;
    const proof = proofOf(device);
    const done = !proof || (await link.post('unsubscribe', { device: proof })).status < 500;
    if (done) await store('device', (now) => ({ ...now, off: 2 }));
    return done;
  };

  const sendPending = async (command: string) => {
    const device = await readDevice();
    const pending = await store('pending');
    if (!device || !pending) return false;
    const response = await link.post('update', { device: proofOf(device), ...pending });
    if (response.status < 500 && response.status !== 429) {
      const sent = JSON.stringify(pending);
      await store('pending', (now) => (JSON.stringify(now) === sent ? undefined : now));
    }
    return judge(command, response);
  };

  const change = (command: string, patch: Pending) =>
    inTurn(async () => {
      await store('pending', (now) => ({
        ...now,
        ...patch,
        tags: patch.tags ? { ...now?.tags, ...patch.tags } : now?.tags,
      }));
      return sendPending(command);
    });

  /** Compares what browser, device record and server say, and mends what differs. Quiet when all agree. */
  const heal = async () => {
    const device = await store('device');
    if (Notification.permission !== 'granted') {
      // The visitor took the permission back in the browser's settings.
      if (device?.id && !device.off) await store('device', (now) => ({ ...now, off: 1, isRevoked: true }));
      return tellUnsubscribed();
    }
    if (device?.off && !device.isRevoked) return tellUnsubscribed();
    const subscription = await readSubscription();
    // Permission given to somebody else on this origin is no consent to us.
    if (!device && !subscription) return;
    const newSession = !device?.id || !!device.off || Date.now() - (device.seenAt || 0) > SESSION_MS;
    if (
      newSession ||
      subscription?.endpoint !== device.endpoint ||
      !subscription ||
      keyOf(subscription) !== (await link.getConfig()).key
    ) {
      await enrolHere({ newSession });
    } else await store('device', (now) => ({ ...now, seenAt: Date.now() }));
    await sendPending('heal');
  };

  const loadPrompt = () => import(`${server}/belfry-prompt.js`) as Promise<typeof import('../prompt/main')>;
  /** How many are asked and answer how; never in the way of the answer itself. */
  const tell: Tell = (prompt, outcome) => {
    loadPrompt()
      .then((part) => part.report(store, link.post, prompt, outcome))
      .catch(() => {});
  };

  let offered: Promise<boolean> | undefined;
  const offer = (prompt: EmbedConfig['prompt']): Promise<boolean> => {
    offered ||= loadPrompt()
      .then((part) => {
        emit('prompt');
        return part.openDialog(prompt, () => ask('dialog', prompt.textVersion), decline, tell);
      })
      .catch(() => false)
      .finally(() => {
        offered = undefined;
      });
    return offered;
  };

  const decline = () =>
    inTurn(async () => {
      await store('declinedAt', Date.now);
      emit('dismiss');
      return false;
    });

  /** Must reach requestPermission without an await before it: Firefox and Safari want the user's gesture. */
  const ask = async (prompt: About['prompt'], textVersion?: string): Promise<boolean> => {
    const isAsked = Notification.permission === 'default';
    const permission = await Notification.requestPermission();
    if (isAsked) tell(prompt || 'native', permission);
    if (permission === 'denied') emit('denied');
    if (permission === 'default') return decline();
    if (permission !== 'granted') return false;
    return inTurn(async () => {
      // The intention is kept first: if the network fails now, the next page load finishes the work.
      const device = await store('device', (now) => ({ ...now, off: 0 }));
      if (!(await enrolHere({ prompt, textVersion, newSession: !device?.id }))) return false;
      emit('subscribe', { id: (await store('device'))?.id as string });
      await sendPending('subscribe');
      return true;
    });
  };

  const subscribe = async (prompt: About['prompt']): Promise<boolean> => {
    if (!isSupported) {
      emit('unsupported');
      return false;
    }
    if (Notification.permission === 'default' && navigator.userActivation?.isActive === false) {
      return link.getConfig().then(
        (config) => offer(config.prompt),
        () => false,
      );
    }
    return ask(prompt);
  };

  const commands: Record<string, Command> = {
    subscribe: () => subscribe('api'),
    unsubscribe: () =>
      inTurn(async () => {
        await store('device', (now) => now && { ...now, off: 1, isRevoked: false });
        await (await readSubscription())?.unsubscribe();
        emit('unsubscribe');
        return tellUnsubscribed();
      }),
    isSubscribed: () => inTurn(async () => !!(await readDevice())),
    login: (externalId: string, proof?: string) => change('login', { externalId, proof }),
    logout: () => change('logout', { externalId: null, proof: undefined }),
    setTags: (tags: Pending['tags']) => change('setTags', { tags }),
    setTopics: (topics: string[]) => change('setTopics', { topics }),
    track: (event: string, props?: object) =>
      inTurn(async () => {
        const device = await readDevice();
        return !!device && judge('track', await link.post('track', { device: proofOf(device), event, props }));
      }),
    on: (event: string, listener: Listener) => {
      listeners[event] = [...(listeners[event] || []), listener];
      return true;
    },
    check: () =>
      (import(`${server}/belfry-check.js`) as Promise<{ runCheck: typeof runCheck }>).then(
        (part) => part.runCheck(info),
        () => null,
      ),
  };

  const run = async (name: string, ...args: unknown[]) => {
    const callback = name !== 'on' && typeof args.at(-1) === 'function' && (args.pop() as Listener);
    const answer = await commands[name]?.(...(args as never[]));
    if (callback) callback(answer);
    return answer;
  };
  window.belfry = run as unknown as Belfry;
  window.belfry.info = info;

  // Delegated, so that buttons rendered later count too, and those inside web components.
  document.addEventListener('click', (event) => {
    if (event.composedPath().some((node) => (node as Element).matches?.('[data-belfry-subscribe]')))
      subscribe('button');
  });

  const promptLater = async () => {
    if (!isSupported || Notification.permission !== 'default') return;
    const { prompt } = await link.getConfig();
    const declinedAt = (await store('declinedAt')) || 0;
    if (prompt.kind !== 'dialog' || Date.now() - declinedAt < prompt.reaskDays * DAY_MS) return;
    setTimeout(() => Notification.permission === 'default' && offer(prompt), prompt.delaySeconds * 1000);
  };

  const recordPages = async () => {
    if (!isSupported || !(await readDevice()) || !(await link.getConfig()).pages) return;
    const part = (await import(`${server}/belfry-pages.js`)) as { watchPages: typeof watchPages };
    part.watchPages(store, inTurn, async (pages) => {
      const device = await readDevice();
      return device ? (await link.post('pages', { device: proofOf(device), pages })).status : 0;
    });
  };

  const begin = () =>
    inTurn(heal)
      .then(promptLater)
      .then(recordPages)
      .catch(() => {});
  // A page that the browser loads ahead may never be looked at.
  if ((document as { prerendering?: boolean }).prerendering) document.addEventListener('prerenderingchange', begin);
  else begin();
  for (const call of waiting?.q || []) run(...(Array.from(call) as [string]));
  if (location.hash === '#belfry-check') run('check');
}
