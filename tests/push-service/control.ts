import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults';
import type { PushService } from './push-service.types';
import { readBody } from './read-body';

export const CONTROL_PATH = '/_push/';

/** Everything that a control call may carry. */
interface ControlInput extends Fault {
  target?: string | string[];
  key?: string;
  count?: number;
  away?: boolean;
}

/**
 * The push service's methods for other processes, JSON in and out: GET info, received, counts, taken, topics, frames,
 * subscriptions; POST subscriber, subscribers, fault, forget-agents, drop-connections, away; DELETE received, fault.
 */
export async function answerControl(push: PushService, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readBody(req);
  const input = body.length > 0 ? (JSON.parse(body.toString()) as ControlInput) : {};
  const path = (req.url ?? '').slice(CONTROL_PATH.length).split('?')[0];
  const answer = act(push, `${req.method} ${path}`, input);
  const status = answer === undefined ? 404 : 200;
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(answer ?? { message: 'no such control' }));
}

function act(push: PushService, call: string, input: ControlInput): unknown {
  const { target, key, count, away, ...fault } = input;
  switch (call) {
    case 'GET info': {
      const { wsUrl, origin, controlUrl, port, tlsPort, cert } = push;
      return { wsUrl, origin, controlUrl, port, tlsPort, cert };
    }
    case 'GET received':
      return push.received.map((message) => ({ ...message, body: message.body.toString('base64url') }));
    case 'GET counts':
      return push.counts();
    case 'GET taken':
      return push.takenByEndpoint();
    case 'GET topics':
      return push.topics();
    case 'GET frames':
      return push.frames;
    case 'GET subscriptions':
      return [...push.subscriptions.values()].map(({ receiver, ...rest }) => ({
        ...rest,
        kind: receiver.kind,
        ...(receiver.kind === 'virtual' ? { messages: receiver.messages } : {}),
      }));
    case 'POST subscriber': {
      const { channelID, subscription } = push.createSubscriber({ key });
      return { channelID, subscription };
    }
    case 'POST subscribers':
      return push.createSubscribers(count ?? 1, { key }).map(({ subscription }) => subscription);
    case 'POST fault':
      if (target === undefined) throw new Error('a fault needs its target');
      push.setFault(target, fault);
      return {};
    case 'DELETE fault':
      push.clearFaults();
      return {};
    case 'DELETE received':
      push.clearReceived();
      return {};
    case 'POST forget-agents':
      push.forgetAgents();
      return {};
    case 'POST drop-connections':
      push.dropConnections();
      return {};
    case 'POST away':
      push.setAway(away ?? true);
      return {};
    default:
      return undefined;
  }
}
