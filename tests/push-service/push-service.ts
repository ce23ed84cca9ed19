import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import https from 'node:https';
import { makeCertificate } from './certificate';
import { answerControl, CONTROL_PATH } from './control';
import { makeFaultTable } from './faults';
import { openFirefoxGateway } from './firefox-gateway';
import { watchHttp2 } from './http2-faults';
import { makeLedger } from './ledger';
import { makeListening } from './listen';
import { makePushEndpoint } from './push-endpoint';
import type {
  DecryptedMessage,
  Frame,
  PushService,
  PushServiceOptions,
  ReceivedMessage,
  Receiver,
  SubscriptionRecord,
} from './push-service.types';
import { makeReceiverKeys } from './receiver-keys';
import { waitForEvent } from './wait-for';

const HOST = '127.0.0.1';
/** Where Chromium, by its build, says that its endpoints are; nothing can change that (fcm.ts). */
const CHROMIUM_PUSH_HOSTS = ['fcm.googleapis.com', 'jmt17.google.com'];

/**
 * A push service on loopback. To browsers it speaks what Mozilla's speaks, to senders RFC 8030, 8291 and 8292. It
 * keeps what it saw, and misbehaves when told to.
 */
export async function startPushService(options: PushServiceOptions = {}): Promise<PushService> {
  const isFull = (options.record ?? 'full') === 'full';
  const events = new EventEmitter();
  const received: ReceivedMessage[] = [];
  const frames: Frame[] = [];
  const byVersion = new Map<string, ReceivedMessage>();
  const subscriptions = new Map<string, SubscriptionRecord>();
  const records: SubscriptionRecord[] = [];
  const faults = makeFaultTable();
  const decrypt = options.decrypt ?? (isFull ? 'twice' : 'none');
  const ledger = makeLedger(records, { decrypt, messageIdPath: options.messageIdPath });
  const listening = makeListening(HOST);

  const addSubscription = (of: { channelID: string; key: string | undefined; receiver: Receiver }) => {
    const token = randomBytes(48).toString('base64url');
    const endpoint = `${service.origin}/wpush/v2/${token}`;
    const record: SubscriptionRecord = { ...of, index: records.length, token, endpoint, isActive: true };
    subscriptions.set(token, record);
    records.push(record);
    events.emit('register', record);
    return record;
  };

  const acknowledge = (version: string, code: number): void => {
    const message = byVersion.get(version);
    if (!message) return;
    message.ack = code;
    events.emit('ack', message);
  };

  const record = (message: ReceivedMessage): void => {
    if (!isFull) return;
    received.push(message);
    byVersion.set(message.version, message);
  };

  const deliver = (message: ReceivedMessage, to: SubscriptionRecord): void => {
    const plain = ledger.noteTaken(message, to);
    const { receiver } = to;
    if (receiver.kind === 'firefox') gateway.deliver(receiver.uaid, message);
    else if (receiver.kind === 'foreign') receiver.deliver(message, to);
    else if (isFull && decrypt !== 'none') {
      const isUnreadable = message.body.length > 0 && plain === null;
      const { receivedAt, headers } = message;
      if (!isUnreadable) receiver.messages.push({ receivedAt, text: plain?.toString() ?? null, headers });
      acknowledge(message.version, isUnreadable ? 101 : 100);
    }
  };

  const onPush = makePushEndpoint({
    findRecord: (token) => subscriptions.get(token),
    takeFault: faults.take,
    requiresVapid: options.requiresVapid ?? true,
    onReceived: record,
    deliver,
    withdraw: (version) => gateway.withdraw(version),
    onAnswered(message) {
      ledger.noteAnswer(message);
      events.emit('received', message);
    },
  });

  const onRequest = (req: IncomingMessage, res: ServerResponse): void => {
    const isControl = req.url?.startsWith(CONTROL_PATH);
    (isControl ? answerControl(service, req, res) : onPush(req, res)).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(500);
      res.end(String(error));
    });
  };

  const certificate = makeCertificate(['localhost', HOST, ...CHROMIUM_PUSH_HOSTS]);
  const plainServer = http.createServer(onRequest);
  const tlsServer =
    options.endpoints === 'h2'
      ? // Its requests and answers have what is used here of HTTP/1.1's; what they have not is in http2-faults.ts.
        watchHttp2(createSecureServer({ ...certificate, allowHTTP1: true }, onRequest as never))
      : https.createServer(certificate, onRequest);
  const gateway = openFirefoxGateway(plainServer, {
    onRegister(channelID, key, uaid) {
      const fault = faults.take('register');
      if (fault) return { refusedWith: fault.status ?? 500 };
      return addSubscription({ channelID, key, receiver: { kind: 'firefox', uaid } });
    },
    onUnregister(channelID, uaid, code) {
      for (const one of records) {
        if (one.channelID !== channelID || one.receiver.kind !== 'firefox' || one.receiver.uaid !== uaid) continue;
        service.endSubscription(one, code);
      }
    },
    onAck: acknowledge,
    onFrame(frame) {
      if (isFull) frames.push(frame);
      options.onFrame?.(frame);
      events.emit('frame', frame);
    },
  });
  const port = await listening.listen(plainServer, options.port);
  const tlsPort = await listening.listen(tlsServer, options.tlsPort).catch((error: unknown) => {
    listening.close();
    throw error;
  });

  const createSubscriber: PushService['createSubscriber'] = ({ key } = {}) => {
    const keys = makeReceiverKeys();
    const messages: DecryptedMessage[] = [];
    const receiver: Receiver = { kind: 'virtual', keys, messages };
    const { channelID, endpoint } = addSubscription({ channelID: randomUUID(), key, receiver });
    const json = { p256dh: keys.publicKey.toString('base64url'), auth: keys.auth.toString('base64url') };
    return { channelID, messages, subscription: { endpoint, expirationTime: null, keys: json } };
  };

  const service: PushService = {
    port,
    tlsPort,
    cert: certificate.cert,
    wsUrl: `ws://${HOST}:${port}/`,
    origin: originOf(options.endpoints ?? 'https', port, tlsPort),
    controlUrl: `http://${HOST}:${port}${CONTROL_PATH}`,
    received,
    frames,
    subscriptions,
    counts: ledger.counts,
    takenByEndpoint: ledger.takenByEndpoint,
    topics: ledger.topics,
    clearReceived() {
      received.length = 0;
      frames.length = 0;
      byVersion.clear();
      ledger.clear();
    },
    createSubscriber,
    createSubscribers: (count, of) => Array.from({ length: count }, () => createSubscriber(of)),
    addForeignSubscription: ({ key, deliver: take }) =>
      addSubscription({ channelID: randomUUID(), key, receiver: { kind: 'foreign', deliver: take } }),
    endSubscription(one, code) {
      one.isActive = false;
      one.unregisterCode = code;
      events.emit('unregister', one);
    },
    findSubscription(target) {
      const token = target.slice(target.lastIndexOf('/') + 1);
      return subscriptions.get(token) ?? records.find((one) => one.channelID === target);
    },
    setFault: faults.set,
    clearFaults: faults.clear,
    deliverRaw(channelID, body, encoding) {
      const to = service.findSubscription(channelID);
      if (to?.receiver.kind !== 'firefox') throw new Error(`no browser has the channel ${channelID}`);
      const now = Date.now();
      const times = { receivedAt: now, expiresAt: now + 60_000, ttlSeconds: 60 };
      const message = { ...times, endpoint: to.endpoint, channelID, headers: {}, body, version: randomUUID() };
      record(message);
      gateway.deliver(to.receiver.uaid, message, encoding);
      return message;
    },
    acknowledge,
    dropConnections: gateway.dropConnections,
    setAway: gateway.setAway,
    forgetAgents() {
      for (const one of records) if (one.receiver.kind === 'firefox') one.isActive = false;
      gateway.forgetAgents();
    },
    connectedCount: gateway.connectedCount,
    async waitForMessage(predicate, wait) {
      if (!isFull) throw new Error("messages are not kept: the push service was started with record: 'counts'");
      const what = { what: 'a message at the push service', ...wait };
      return waitForEvent(events, ['received', 'ack'], () => received.find(predicate), what);
    },
    async waitForFrame(predicate, wait) {
      if (!isFull) throw new Error("frames are not kept: the push service was started with record: 'counts'");
      return waitForEvent(events, ['frame'], () => frames.find(predicate), { what: 'a frame', ...wait });
    },
    events,
    async close() {
      gateway.close();
      listening.close();
    },
  };
  return service;
}

function originOf(endpoints: 'https' | 'http' | 'h2', port: number, tlsPort: number): string {
  if (endpoints === 'http') return `http://${HOST}:${port}`;
  return endpoints === 'h2' ? `https://${HOST}:${tlsPort}` : `https://localhost:${tlsPort}`;
}
