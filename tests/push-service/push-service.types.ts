import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault, FaultTarget } from './faults';
import type { Counts, TopicRecord } from './ledger';
import type { ReceiverKeys } from './receiver-keys';
import type { VerifiedVapid } from './verify-vapid';
import type { WaitOptions } from './wait-for';

/** What PushSubscription.toJSON() gives. */
export interface SubscriptionJson {
  endpoint: string;
  expirationTime: null;
  keys: { p256dh: string; auth: string };
}

/** A message that a subscriber without a browser has decrypted. */
export interface DecryptedMessage {
  receivedAt: number;
  /** null for a push without a body. */
  text: string | null;
  headers: IncomingHttpHeaders;
}

/** Who gets a subscription's messages. */
export type Receiver =
  | { kind: 'firefox'; uaid: string }
  /** Another kind of connection (fcm.ts) takes them on. */
  | { kind: 'foreign'; deliver: ForeignDelivery }
  /** No browser: the service itself holds the keys. */
  | { kind: 'virtual'; keys: ReceiverKeys; messages: DecryptedMessage[] };

export interface SubscriptionRecord {
  /** In order of making, from 0. */
  readonly index: number;
  readonly token: string;
  readonly endpoint: string;
  readonly channelID: string;
  /** The VAPID key that alone may send, base64url. */
  readonly key: string | undefined;
  readonly receiver: Receiver;
  /** false: the browser has unsubscribed or was forgotten, so its endpoint answers 410. */
  isActive: boolean;
  unregisterCode?: number | undefined;
}

/** One POST to a push endpoint, whatever came of it. Times are milliseconds since 1970. */
export interface ReceivedMessage {
  receivedAt: number;
  /** As the sender named it. */
  endpoint: string;
  channelID: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Names the message to the browser and in Location. */
  version: string;
  /** The answer; 'hang' and 'reset' gave none, and 'refused' said that it was not processed, which is true. */
  status?: number | 'hang' | 'reset' | 'refused';
  tookMs?: number;
  fault?: Fault;
  vapid?: VerifiedVapid;
  ttlSeconds: number;
  topic?: string | undefined;
  expiresAt: number;
  /** What the browser made of it: 100 delivered, 101 could not decrypt, 102 not delivered. */
  ack?: number;
  /** Why it could not be decrypted or is not one record. */
  problem?: string;
}

/** One WebSocket message to or from a browser. */
export interface Frame {
  at: number;
  uaid: string | null;
  direction: 'in' | 'out';
  message: BrowserMessage;
}

/** The push protocol of Firefox, both directions; every kind has some of these. */
export interface BrowserMessage {
  messageType?: string;
  uaid?: string;
  channelID?: string;
  key?: string;
  code?: number;
  version?: string;
  status?: number;
  updates?: Array<{ channelID?: string; version?: string; code?: number }>;
  broadcasts?: Record<string, unknown>;
  use_webpush?: boolean;
  pushEndpoint?: string;
  data?: string;
  headers?: { encoding: string };
}

export interface PushServiceOptions {
  /** Plain: browsers' WebSocket, control, and push over http. 0 takes a free port. */
  port?: number;
  /** Push over https. */
  tlsPort?: number;
  /**
   * Of the endpoints that are handed out: 'https' unless told; both schemes are served in any case. 'h2' is https that
   * offers HTTP/2 too, as the real ones do.
   */
  endpoints?: 'https' | 'http' | 'h2';
  /** false: a message without a VAPID token is taken for a subscription without a key. true unless told. */
  requiresVapid?: boolean;
  /**
   * 'full' (default) keeps every request, frame and decrypted text. 'counts' keeps numbers only, so that memory
   * stays flat in large campaigns.
   */
  record?: 'full' | 'counts';
  /**
   * Messages of subscribers without a browser: decrypted 'twice' (default of 'full': by this code and by http_ece,
   * which must agree), 'once', or 'none' (default of 'counts').
   */
  decrypt?: 'twice' | 'once' | 'none';
  /**
   * Where the message id is in the decrypted JSON, for example 'notification.data.id'. Copies of one message are
   * told by it; else by the Topic header, else by the plaintext, else by the body (then a repeat that was
   * encrypted anew counts as another message).
   */
  messageIdPath?: string;
  /** Is told every frame. */
  onFrame?: (frame: Frame) => void;
}

/** A subscriber without a browser: the service holds its keys and decrypts what it is sent. */
interface VirtualSubscriber {
  channelID: string;
  subscription: SubscriptionJson;
  /** Grows as messages arrive; stays empty unless everything is recorded. */
  messages: readonly DecryptedMessage[];
}

export interface PushService {
  port: number;
  tlsPort: number;
  /** PEM; what a sender must trust (NODE_EXTRA_CA_CERTS, or `ca` of an agent). */
  cert: string;
  /** For Firefox's dom.push.serverURL. */
  wsUrl: string;
  /** Of the endpoints that are handed out: https://localhost:tlsPort, https://127.0.0.1:tlsPort or http://127.0.0.1:port. */
  origin: string;
  controlUrl: string;
  /** Every POST to an endpoint, whatever came of it; empty when only counts are kept. */
  received: ReceivedMessage[];
  frames: Frame[];
  /** By token. */
  subscriptions: ReadonlyMap<string, SubscriptionRecord>;
  counts(): Counts;
  /** By endpoint, how often each of its messages was taken. */
  takenByEndpoint(): Record<string, Record<string, number>>;
  /** What came for each Topic, whatever it was answered. */
  topics(): Record<string, TopicRecord>;
  /** Forgets what was received, counts too; subscriptions stay. */
  clearReceived(): void;
  createSubscriber(options?: { key?: string | undefined }): VirtualSubscriber;
  createSubscribers(count: number, options?: { key?: string | undefined }): VirtualSubscriber[];
  /** For another kind of browser connection (fcm.ts). */
  addForeignSubscription(of: { key: string | undefined; deliver: ForeignDelivery }): SubscriptionRecord;
  endSubscription(record: SubscriptionRecord, code?: number): void;
  findSubscription(endpointOrChannel: string): SubscriptionRecord | undefined;
  setFault(target: FaultTarget | readonly FaultTarget[], fault: Fault | null): void;
  clearFaults(): void;
  /** Sends a browser raw octets as if a push had come, for instance some that cannot be decrypted. */
  deliverRaw(channelID: string, body: Buffer, encoding?: string): ReceivedMessage;
  /** Notes what a browser made of a message. */
  acknowledge(version: string, code: number): void;
  dropConnections(): void;
  /** true: browsers are cut off and kept off, and their messages wait here; false: they may return. */
  setAway(isAway: boolean): void;
  /** Browsers lose their subscriptions when they reconnect, and fire pushsubscriptionchange. */
  forgetAgents(): void;
  connectedCount(): number;
  /** The first past or future entry of `received` that satisfies the predicate. */
  waitForMessage(predicate: (message: ReceivedMessage) => boolean, options?: WaitOptions): Promise<ReceivedMessage>;
  waitForFrame(predicate: (frame: Frame) => boolean, options?: WaitOptions): Promise<Frame>;
  /** 'received' (message), 'ack' (message), 'frame' (frame), 'register' and 'unregister' (subscription). */
  events: EventEmitter;
  close(): Promise<void>;
}

type ForeignDelivery = (message: ReceivedMessage, record: SubscriptionRecord) => void;
