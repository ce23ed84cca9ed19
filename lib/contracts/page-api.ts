// Types of `window.belfry`, the page API. docs/embed.md explains it; site owners with TypeScript copy this file.

export type TagValue = string | number | boolean;

/**
 * Commands never reject: `false` means "not done", and the `error` event says why when the server refused.
 * A call that the network lost is kept on the device and sent at the next page load (`track` is not).
 */
export interface BelfryCommands {
  /**
   * Asks for permission and subscribes. Call it from a click: without a user gesture the soft dialog is shown first.
   * True once this device is subscribed.
   */
  subscribe(): Promise<boolean>;
  /** Ends the subscription on this device. A later `subscribe` takes up the same subscriber, tags and history. */
  unsubscribe(): Promise<boolean>;
  isSubscribed(): Promise<boolean>;
  /** `proof`: hex HMAC-SHA256(identity secret of the site, externalId), made on the site's server. */
  login(externalId: string, proof?: string): Promise<boolean>;
  logout(): Promise<boolean>;
  /** Adds to the tags that are there; null deletes one. */
  setTags(tags: Record<string, TagValue | null>): Promise<boolean>;
  /** Replaces the topics. */
  setTopics(topics: string[]): Promise<boolean>;
  /** False, and nothing is sent, while this device is not subscribed. */
  track(event: string, props?: Record<string, TagValue>): Promise<boolean>;
  on<E extends keyof BelfryEvents>(event: E, listener: (detail: BelfryEvents[E]) => void): Promise<boolean>;
  /** Loads the installation checker; null when the checker itself could not be loaded. */
  check(): Promise<CheckReport | null>;
}

export interface BelfryEvents {
  /** This device has just been subscribed. */
  subscribe: { id: string };
  unsubscribe: undefined;
  /** The soft dialog is on the page. */
  prompt: undefined;
  /** The visitor said "not now" to the soft dialog or closed the browser's question. */
  dismiss: undefined;
  /** The browser refuses to ask, or the visitor refused. */
  denied: undefined;
  /** This browser has no web push (on an iPhone: the site is not on the Home Screen). */
  unsupported: undefined;
  /** The server refused a request, or the browser a subscription. */
  error: { command: string; status: number; detail: string };
}

type Answer<K extends keyof BelfryCommands> = Awaited<ReturnType<BelfryCommands[K]>>;

/**
 * `window.belfry`. Before the script has loaded it is the stub from the docs, which queues calls and returns nothing;
 * afterwards every command returns a promise. A function as the last argument is called with the answer in both cases.
 */
export interface Belfry {
  <K extends keyof BelfryCommands>(
    command: K,
    ...args: [...Parameters<BelfryCommands[K]>, ((answer: Answer<K>) => void)?]
  ): ReturnType<BelfryCommands[K]>;
  /** Calls made before the script loaded. */
  q?: ArrayLike<unknown>[];
  /** What the running script works with; absent before it has loaded. */
  info?: PageInfo;
}

export interface PageInfo {
  /** Origin of the Belfry server. */
  server: string;
  site: string;
  /** Absolute address of the site's worker file. */
  worker: string;
  /** Absolute address of the worker's scope. */
  scope: string;
  /** Registers the worker, as subscribing does. */
  register(): Promise<ServiceWorkerRegistration>;
}

export const CHECK_STEPS = [
  'secure',
  'support',
  'script',
  'server',
  'origin',
  'file',
  'worker',
  'permission',
  'key',
] as const;
export type CheckStepId = (typeof CHECK_STEPS)[number];

export interface CheckStep {
  id: CheckStepId;
  /** `skip`: could not be looked at, because an earlier step failed or nobody has subscribed yet. */
  status: 'pass' | 'fail' | 'skip';
  title: string;
  /** What was seen. */
  detail: string;
  /** What to do about it; empty unless the step failed. */
  remedy: string;
}

export interface CheckReport {
  ok: boolean;
  server: string;
  site: string;
  page: string;
  steps: CheckStep[];
}
