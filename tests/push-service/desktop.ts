import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BusMessage,
  decodeBusMessage,
  encodeBusMessage,
  MESSAGE_TYPE,
  type OutgoingMessage,
} from './dbus-message';
import type { DBusValue } from './dbus-values';
import { type WaitOptions, waitForEvent } from './wait-for';

/** A notification as the browser handed it to the desktop. */
interface ShownNotification {
  id: number;
  /** The program that shows it. */
  app: string;
  title: string;
  /** As shown; Chromium puts the site's origin before it. */
  body: string;
  /** Buttons; 'default' is a click on the notification itself. */
  actions: Array<{ id: string; label: string }>;
  /** Id of the one that it took the place of, 0 for none. */
  replaces: number;
  isOpen: boolean;
  shownAt: number;
}

export interface Desktop {
  /** For the browser's environment. */
  env: NodeJS.ProcessEnv;
  /** Everything that was ever shown, in order. */
  notifications: readonly ShownNotification[];
  open(): ShownNotification[];
  /**
   * Makes the bus reachable. For Chromium call it before the launch: it looks for the service once, at its start. For
   * Firefox after it: with a bus to talk to, one start in a hundred crashes (its main thread sets environment
   * variables while GLib's D-Bus thread reads them); without one it looks again at the first notification.
   */
  listen(): Promise<void>;
  /** The open notification of that title, waiting for it. */
  waitFor(title: string, options?: WaitOptions): Promise<ShownNotification>;
  /** Clicks the notification itself, or its button of that label. */
  click(notification: ShownNotification, label?: string): void;
  dismiss(notification: ShownNotification): void;
  close(): Promise<void>;
}

const BUS = 'org.freedesktop.DBus';
const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const SERVICE = ':1.0';
/** Why a notification went away, as the Desktop Notifications Specification numbers it. */
const REASON = { dismissed: 2, closed: 3 } as const;

/** undefined: what this bus does not have. */
type Answer = { signature: string; body: DBusValue[] } | undefined;

/**
 * A stand-in for the desktop: a private D-Bus session bus on which the only other party is a notification service. To
 * the browser what it does is a person's doing, so the service worker gets a trusted `notificationclick` that may
 * open windows. Needs no D-Bus daemon and no display.
 */
export async function startDesktop(): Promise<Desktop> {
  const directory = await mkdtemp(join(tmpdir(), 'belfry-desktop-'));
  const path = join(directory, 'bus');
  const guid = randomBytes(16).toString('hex');
  const changes = new EventEmitter();
  const notifications: ShownNotification[] = [];
  const clients = new Map<Socket, { isReady: boolean }>();
  let server: Server | undefined;
  let serial = 0;
  let peerCount = 0;

  const send = (socket: Socket, message: Omit<OutgoingMessage, 'serial'>): void => {
    serial += 1;
    socket.write(encodeBusMessage({ ...message, serial }));
  };

  const signal = (member: string, signature: string, body: DBusValue[]): void => {
    const message = {
      type: MESSAGE_TYPE.signal,
      sender: SERVICE,
      path: PATH,
      interface: NAME,
      member,
      signature,
      body,
    };
    for (const [socket, { isReady }] of clients) if (isReady) send(socket, message);
  };

  const open = (): ShownNotification[] => notifications.filter((one) => one.isOpen);

  const show = ([app, replaces, , title, body, flat]: DBusValue[]): number => {
    const labels = Array.isArray(flat) ? flat.map(String) : [];
    const actions: ShownNotification['actions'] = [];
    for (let i = 0; i < labels.length; i += 2) actions.push({ id: labels[i] ?? '', label: labels[i + 1] ?? '' });
    const old = open().find((one) => one.id === replaces);
    if (old) old.isOpen = false;
    const id = old?.id ?? notifications.length + 1;
    const texts = { app: String(app), title: String(title), body: String(body) };
    notifications.push({ id, ...texts, actions, replaces: Number(replaces), isOpen: true, shownAt: Date.now() });
    changes.emit('change');
    return id;
  };

  const remove = (id: number, reason: number): void => {
    const found = open().find((one) => one.id === id);
    if (!found) return;
    found.isOpen = false;
    signal('NotificationClosed', 'uu', [id, reason]);
    changes.emit('change');
  };

  const answerNotifications = ({ member, body }: BusMessage): Answer => {
    switch (member) {
      case 'GetCapabilities':
        return { signature: 'as', body: [['actions', 'body', 'persistence']] };
      case 'GetServerInformation':
        return { signature: 'ssss', body: ['belfry-tests', 'belfry-tests', '1', '1.2'] };
      case 'Notify':
        return { signature: 'u', body: [show(body)] };
      case 'CloseNotification':
        remove(Number(body[0]), REASON.closed);
        return { signature: '', body: [] };
      case 'Ping':
        return { signature: '', body: [] };
      default:
        return undefined;
    }
  };

  const onCall = (socket: Socket, unique: string, call: BusMessage): void => {
    const isForBus = call.destination === BUS;
    const isForService = call.destination === NAME || call.destination === SERVICE;
    const answer = isForBus ? answerBus(call, unique, guid) : isForService ? answerNotifications(call) : undefined;
    if (call.noReply) return;
    send(socket, {
      replySerial: call.serial,
      destination: unique,
      sender: isForBus ? BUS : SERVICE,
      ...(answer
        ? { type: MESSAGE_TYPE.return, ...answer }
        : { type: MESSAGE_TYPE.error, errorName: `${BUS}.Error.ServiceUnknown`, signature: 's', body: ['not here'] }),
    });
  };

  const onClient = (socket: Socket): void => {
    peerCount += 1;
    const unique = `:1.${peerCount}`;
    const client = { isReady: false };
    clients.set(socket, client);
    let pending = Buffer.alloc(0);
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (!client.isReady) {
        const end = pending.indexOf('\r\n'); // the authentication lines come before the messages
        if (end < 0) return;
        const line = pending.toString('latin1', 0, end).replace(/^\0/, '');
        pending = pending.subarray(end + 2);
        if (line === 'BEGIN') client.isReady = true;
        else socket.write(`${answerAuthentication(line, guid)}\r\n`);
      }
      for (let message = decodeBusMessage(pending); message; message = decodeBusMessage(pending)) {
        pending = pending.subarray(message.length);
        if (message.type === MESSAGE_TYPE.call) onCall(socket, unique, message);
      }
    });
  };

  return {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    notifications,
    open,
    async listen() {
      if (server) return;
      server = createServer(onClient);
      server.listen(path);
      await once(server, 'listening');
    },
    waitFor(title, options) {
      const what = `a notification "${title}" on the desktop`;
      return waitForEvent(changes, ['change'], () => open().find((one) => one.title === title), { what, ...options });
    },
    click(notification, label) {
      const action = label === undefined ? 'default' : notification.actions.find((one) => one.label === label)?.id;
      if (action === undefined) throw new Error(`the notification "${notification.title}" has no button "${label}"`);
      signal('ActionInvoked', 'us', [notification.id, action]);
    },
    dismiss: (notification) => remove(notification.id, REASON.dismissed),
    async close() {
      for (const socket of clients.keys()) socket.destroy();
      server?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** D-Bus specification, "Authentication protocol": anyone who reaches the socket is let in. */
function answerAuthentication(line: string, guid: string): string {
  if (line === 'AUTH EXTERNAL') return 'DATA';
  if (/^(AUTH EXTERNAL |DATA)/.test(line)) return `OK ${guid}`;
  if (line.startsWith('AUTH')) return 'REJECTED EXTERNAL';
  return 'ERROR'; // no passing of file descriptors
}

function answerBus({ member, body }: BusMessage, unique: string, guid: string): Answer {
  const isService = body[0] === NAME;
  switch (member) {
    case 'Hello':
      return { signature: 's', body: [unique] };
    case 'AddMatch':
    case 'RemoveMatch':
      return { signature: '', body: [] };
    case 'RequestName':
    case 'ReleaseName':
      return { signature: 'u', body: [1] };
    case 'NameHasOwner':
      return { signature: 'b', body: [isService ? 1 : 0] };
    case 'GetNameOwner':
      return isService ? { signature: 's', body: [SERVICE] } : undefined;
    case 'StartServiceByName':
      return isService ? { signature: 'u', body: [2] } : undefined; // already running
    case 'ListNames':
      return { signature: 'as', body: [[BUS, NAME]] };
    case 'ListActivatableNames':
      return { signature: 'as', body: [[]] };
    case 'GetId':
      return { signature: 's', body: [guid] };
    default:
      return undefined;
  }
}
