import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { makeCertificate } from './certificate';
import { makeListening } from './listen';
import { type MessageStream, openMessageStream } from './message-stream';
import { bytesField, decodeProto, fixed64Field, numberField } from './protobuf';
import type { PushService, ReceivedMessage, SubscriptionRecord } from './push-service.types';
import { readBody } from './read-body';

/** What Chromium asked, in order. */
interface FcmRequest {
  at: number;
  kind: 'checkin' | 'register' | 'unregister' | 'login';
  deviceId: string;
}

export interface Fcm {
  /** Launch arguments that lead Chromium here. */
  chromiumArgs: string[];
  /** An HTTP proxy for a sender in another process: every host it is asked for is the local push service. */
  proxyUrl: string;
  /** An https.Agent of this process that does the same, and trusts the certificate. */
  agent(): https.Agent;
  requests: FcmRequest[];
  /** Cuts the message stream; Chromium comes back by itself, the first time within about 10 s, later 30 s. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** A browser profile that has checked in. */
interface Device {
  stream: MessageStream | null;
  /** Waiting for the stream to come back. */
  unsent: Array<{ message: ReceivedMessage; registration: Registration }>;
}

/** One subscription as Chromium registered it; told back with each message. */
interface Registration {
  deviceId: string;
  app: string;
  subtype: string;
  sender: string;
}

/**
 * What Chromium needs of Google's push service, on loopback, so that it can truly subscribe and be pushed to: device
 * check-in and token registration (HTTP) and the message stream (MCS over TLS). Messages are POSTed to the push
 * service as for Firefox; its records, faults and VAPID checks apply alike. But Chromium names its endpoints itself,
 * on a Google host that is built in (https://jmt17.google.com/fcm/send/... in Debian's), so the sender must be led to
 * the local port: agent() or proxyUrl. Source: Chromium's google_apis/gcm (mcs.proto, checkin.proto).
 */
export async function startFcm(push: PushService): Promise<Fcm> {
  const requests: FcmRequest[] = [];
  const devices = new Map<string, Device>();
  const bySubtype = new Map<string, SubscriptionRecord>();
  const listening = makeListening();

  const note = (kind: FcmRequest['kind'], deviceId: string): void => {
    requests.push({ at: Date.now(), kind, deviceId });
  };

  const getDevice = (deviceId: string): Device => {
    const device = devices.get(deviceId) ?? { stream: null, unsent: [] };
    devices.set(deviceId, device);
    return device;
  };

  const deliver = (message: ReceivedMessage, registration: Registration): void => {
    const device = getDevice(registration.deviceId);
    if (device.stream) device.stream.send(message, toStanza(message, registration));
    else if (message.ttlSeconds > 0) device.unsent.push({ message, registration });
  };

  const checkIn = (body: Buffer, res: ServerResponse): void => {
    const given = decodeProto(body).get(2)?.[0];
    const isKnown = given !== undefined && devices.has(String(given));
    const id = isKnown ? BigInt(String(given)) : randomBytes(8).readBigUInt64LE() >> 2n;
    getDevice(String(id));
    note('checkin', String(id));
    const securityToken = randomBytes(8).readBigUInt64LE() >> 2n;
    const fields = [numberField(1, 1), numberField(3, Date.now()), fixed64Field(7, id), fixed64Field(8, securityToken)];
    res.writeHead(200, { 'content-type': 'application/x-protobuffer' }).end(Buffer.concat(fields));
  };

  const register = (req: IncomingMessage, body: Buffer, res: ServerResponse): void => {
    const form = new URLSearchParams(body.toString());
    const deviceId = /^AidLogin (\d+):/.exec(req.headers.authorization ?? '')?.[1] ?? form.get('device') ?? '';
    const subtype = form.get('X-subtype') ?? form.get('subtype') ?? '';
    const app = form.get('app') ?? '';
    if (form.get('delete') === 'true') {
      note('unregister', deviceId);
      const record = bySubtype.get(`${deviceId} ${subtype}`);
      if (record) push.endSubscription(record);
      res.end(`token=${app}`);
      return;
    }
    note('register', deviceId);
    const sender = form.get('sender') ?? '';
    const registration = { deviceId, app, subtype, sender };
    const record = push.addForeignSubscription({
      key: sender || undefined,
      deliver: (message) => deliver(message, registration),
    });
    bySubtype.set(`${deviceId} ${subtype}`, record);
    res.end(`token=${record.token}`);
  };

  const web = http.createServer(async (req, res) => {
    const body = await readBody(req);
    if (req.url === '/checkin') checkIn(body, res);
    else register(req, body, res);
  });

  const certificate = makeCertificate();
  const streams = tls.createServer(certificate, (socket) => {
    let device: Device | undefined;
    const stream = openMessageStream(socket, {
      onLogin(deviceId, arrived) {
        note('login', deviceId);
        device = getDevice(deviceId);
        device.stream = stream;
        for (const version of arrived) push.acknowledge(version, 100); // received, but the acknowledgement was lost
        for (const { message, registration } of device.unsent.splice(0)) {
          if (!arrived.includes(message.version) && message.expiresAt > Date.now()) deliver(message, registration);
        }
      },
      onArrival: (version) => push.acknowledge(version, 100),
      onClose(unacknowledged) {
        if (!device || device.stream !== stream) return;
        device.stream = null;
        for (const message of unacknowledged) {
          const record = push.findSubscription(message.endpoint);
          // The stream is gone, so this puts it in the queue.
          if (record?.receiver.kind === 'foreign') record.receiver.deliver(message, record);
        }
      },
    });
  });

  const proxy = http.createServer((_req, res) => {
    res.writeHead(405).end();
  });
  proxy.on('connect', (req: IncomingMessage, socket: net.Socket, head: Buffer) => {
    const isPlain = req.url?.endsWith(`:${push.port}`);
    const upstream = net.connect(isPlain ? push.port : push.tlsPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });

  const webUrl = `http://127.0.0.1:${await listening.listen(web)}`;
  const streamPort = await listening.listen(streams);
  const proxyUrl = `http://127.0.0.1:${await listening.listen(proxy)}`;
  const publicKey = new X509Certificate(certificate.cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    chromiumArgs: [
      `--gcm-checkin-url=${webUrl}/checkin`,
      `--gcm-registration-url=${webUrl}/register`,
      `--gcm-mcs-endpoint=https://localhost:${streamPort}`,
      `--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`,
    ],
    proxyUrl,
    agent: () => makeAgent(push),
    requests,
    dropConnections() {
      for (const { stream } of devices.values()) stream?.cut();
    },
    async close() {
      listening.close();
    },
  };
}

function makeAgent(push: PushService): https.Agent {
  const toLocal: https.AgentOptions = { ca: push.cert };
  const agent = new https.Agent(toLocal);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => connect({ ...options, host: '127.0.0.1', port: push.tlsPort }, done);
  return agent;
}

/** mcs.proto DataMessageStanza. */
function toStanza(message: ReceivedMessage, { app, subtype, sender }: Registration): Buffer {
  const hasBody = message.body.length > 0;
  const data = { subtype, ...(hasBody ? { 'content-encoding': 'aes128gcm' } : {}) };
  return Buffer.concat([
    bytesField(3, sender),
    bytesField(5, app),
    ...Object.entries(data).map(([key, value]) =>
      bytesField(7, Buffer.concat([bytesField(1, key), bytesField(2, value)])),
    ),
    bytesField(9, message.version),
    numberField(17, message.ttlSeconds),
    numberField(18, Math.floor(Date.now() / 1000)),
    ...(hasBody ? [bytesField(21, message.body)] : []),
    numberField(24, 1), // immediate_ack, so that the arrival is told at once
  ]);
}
