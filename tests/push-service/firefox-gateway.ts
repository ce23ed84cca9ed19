import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { BrowserMessage, Frame, ReceivedMessage, SubscriptionRecord } from './push-service.types';

/** What the gateway asks of the push service. */
export interface GatewayEvents {
  /** A browser subscribes; null: refused with the status. */
  onRegister(channelID: string, key: string | undefined, uaid: string): SubscriptionRecord | { refusedWith: number };
  onUnregister(channelID: string, uaid: string, code: number | undefined): void;
  onAck(version: string, code: number): void;
  onFrame(frame: Frame): void;
}

export interface FirefoxGateway {
  /** Sends a message to its browser, or keeps it while the browser is away (TTL, Topic). */
  deliver(uaid: string, message: ReceivedMessage, encoding?: string): void;
  /** Takes a message out of the queue of a browser that is away; false when there is none. */
  withdraw(version: string): boolean;
  /**
   * Cuts the sockets without a closing handshake; browsers reconnect after dom.push.retryBaseInterval. (After a
   * clean close Firefox stays away until it next needs the service, so this must not be a clean one.)
   */
  dropConnections(): void;
  /** true: cuts the browsers off and keeps them off, as a sleeping machine is; false lets them return. */
  setAway(isAway: boolean): void;
  /** No longer knows any browser: each gets a new uaid and fires pushsubscriptionchange. */
  forgetAgents(): void;
  connectedCount(): number;
  close(): void;
}

interface Agent {
  socket: WebSocket | null;
  /** Waiting for the browser to come back. */
  queue: ReceivedMessage[];
  /** By version: sent and not yet acknowledged, so to be sent again. */
  sent: Map<string, ReceivedMessage>;
}

/** Speaks to Firefox what Mozilla's push service speaks: JSON over WebSocket on the server's port. */
export function openFirefoxGateway(server: Server, events: GatewayEvents): FirefoxGateway {
  const agents = new Map<string, Agent>();
  let isAway = false;
  // Firefox asks for the subprotocol "push-notification"; ws accepts the first one offered.
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: false,
    // Whoever is away is refused before the handshake ends: after a connection that opened and closed, Firefox may
    // take its leave for a clean one and stay away until it next needs the service.
    verifyClient: ({ req }, accept) => (isAway ? req.socket.destroy() : accept(true)),
  });

  const say = (socket: WebSocket | null, uaid: string | null, message: BrowserMessage): void => {
    if (socket?.readyState !== socket?.OPEN) return;
    events.onFrame({ at: Date.now(), uaid, direction: 'out', message });
    socket?.send(JSON.stringify(message));
  };

  const deliver: FirefoxGateway['deliver'] = (uaid, message, encoding = 'aes128gcm') => {
    const agent = agents.get(uaid);
    if (!agent) return;
    if (agent.socket) {
      if (message.ttlSeconds > 0) agent.sent.set(message.version, message);
      say(agent.socket, uaid, toFrame(message, encoding));
    } else if (message.ttlSeconds > 0) {
      // RFC 8030 section 5.4: a newer message of a topic replaces the waiting one.
      const { topic, channelID } = message;
      agent.queue = agent.queue.filter((m) => !(topic && m.topic === topic && m.channelID === channelID));
      agent.queue.push(message);
    }
  };

  const greet = (socket: WebSocket, message: BrowserMessage): string => {
    const isKnown = message.uaid !== undefined && agents.has(message.uaid);
    const uaid = isKnown && message.uaid ? message.uaid : randomUUID().replaceAll('-', '');
    const agent = agents.get(uaid) ?? { socket: null, queue: [], sent: new Map<string, ReceivedMessage>() };
    agent.socket = socket;
    agents.set(uaid, agent);
    const broadcasts = message.broadcasts ?? {};
    say(socket, uaid, { messageType: 'hello', uaid, status: 200, use_webpush: true, broadcasts });
    for (const waiting of agent.queue.splice(0)) {
      if (waiting.expiresAt > Date.now()) deliver(uaid, waiting);
    }
    return uaid;
  };

  const onMessage = (socket: WebSocket, uaid: string | null, message: BrowserMessage): string | null => {
    const { messageType, channelID = '', key, code } = message;
    if (messageType === 'hello') return greet(socket, message);
    if (messageType === undefined || messageType === 'ping') {
      say(socket, uaid, {}); // "{}" is a ping and its answer
    } else if (messageType === 'register' && uaid !== null) {
      const answer = events.onRegister(channelID, key, uaid);
      const isRefused = 'refusedWith' in answer;
      const status = isRefused ? answer.refusedWith : 200;
      const endpoint = isRefused ? {} : { pushEndpoint: answer.endpoint };
      say(socket, uaid, { messageType, channelID, status, ...endpoint });
    } else if (messageType === 'unregister' && uaid !== null) {
      events.onUnregister(channelID, uaid, code);
      say(socket, uaid, { messageType, channelID, status: 200 });
    } else if (messageType === 'ack' || messageType === 'nack') {
      for (const update of message.updates ?? [message]) {
        if (update.version === undefined) continue;
        for (const agent of agents.values()) agent.sent.delete(update.version);
        events.onAck(update.version, update.code ?? 100);
      }
    } else if (messageType !== 'broadcast_subscribe') {
      socket.close(4400);
    }
    return uaid;
  };

  sockets.on('connection', (socket) => {
    if (isAway) return socket.terminate();
    let uaid: string | null = null;
    socket.on('error', () => undefined); // 'close' follows
    socket.on('message', (data) => {
      const message = parseFrame(String(data));
      if (!message) return socket.close(1003);
      events.onFrame({ at: Date.now(), uaid, direction: 'in', message });
      uaid = onMessage(socket, uaid, message);
    });
    socket.on('close', () => {
      const agent = uaid === null ? undefined : agents.get(uaid);
      if (!agent || agent.socket !== socket) return;
      agent.socket = null;
      agent.queue.unshift(...agent.sent.values()); // sent again on return; browsers drop doubles
      agent.sent.clear();
    });
  });

  const dropConnections = (): void => {
    for (const client of sockets.clients) client.terminate();
  };

  return {
    deliver,
    withdraw(version) {
      for (const { queue } of agents.values()) {
        const at = queue.findIndex((message) => message.version === version);
        if (at >= 0) return queue.splice(at, 1).length > 0;
      }
      return false;
    },
    dropConnections,
    setAway(value) {
      isAway = value;
      if (value) dropConnections();
    },
    forgetAgents() {
      agents.clear();
      dropConnections();
    },
    connectedCount: () => [...agents.values()].filter((agent) => agent.socket !== null).length,
    close() {
      dropConnections();
      sockets.close();
    },
  };
}

function toFrame({ channelID, version, body }: ReceivedMessage, encoding: string): BrowserMessage {
  const frame = { messageType: 'notification', channelID, version };
  return body.length > 0 ? { ...frame, data: body.toString('base64url'), headers: { encoding } } : frame;
}

function parseFrame(text: string): BrowserMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as BrowserMessage) : null;
  } catch {
    return null;
  }
}
