import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CONNECT_TIMEOUT_MS, type PostOutcome, type PushTarget } from './exchange';
import { Http2Session, type SessionEvents } from './http2-session';
import { isRefusedAddress, publicLookup } from './public-lookup';

export type OpenedSession =
  | { protocol: 'h2'; session: Http2Session }
  /** The push service does not speak HTTP/2. */
  | { protocol: 'h1' }
  | { protocol: 'none'; outcome: PostOutcome };

export interface OpeningSession {
  opened: Promise<OpenedSession>;
  /** Gives up at once: `opened` becomes `none`. */
  abandon(): void;
}

/**
 * Connects to a push service and lets it choose the protocol (ALPN, RFC 7301). A session is handed out only when the
 * peer's SETTINGS have come, since before them nobody knows how many streams it takes.
 */
export function openSession({ hostname, port }: PushTarget, events: Omit<SessionEvents, 'onReady'>): OpeningSession {
  let abandon: () => void = () => undefined;
  const opened = new Promise<OpenedSession>((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    let session: Http2Session | undefined;
    const socket = connectTls({
      host,
      port: Number(port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['h2', 'http/1.1'],
      lookup: publicLookup,
      rejectUnauthorized: true,
    });
    let isOver = false;
    const end = (result: OpenedSession) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (result.protocol !== 'h2') {
        session?.close();
        socket.destroy();
      }
      resolve(result);
    };
    const fail = (error?: unknown) =>
      end({
        protocol: 'none',
        outcome: isRefusedAddress(error)
          ? { kind: 'refused', reason: 'address_not_public' }
          : { kind: 'not_sent', reason: 'connect_failed' },
      });
    const giveUp = () => end({ protocol: 'none', outcome: { kind: 'not_sent', reason: 'connect_timeout' } });
    // What lies unread is read first, as in exchange.ts.
    const timer = setTimeout(() => setImmediate(giveUp), CONNECT_TIMEOUT_MS);
    abandon = () => fail();

    socket.on('error', fail);
    socket.once('close', () => fail());
    socket.once('secureConnect', () => {
      if (socket.alpnProtocol !== 'h2') {
        end({ protocol: 'h1' });
        return;
      }
      const made = new Http2Session(socket, port ? `${hostname}:${port}` : hostname, {
        ...events,
        onReady: () => end({ protocol: 'h2', session: made }),
        onClose: () => {
          fail();
          events.onClose();
        },
      });
      session = made;
    });
  });
  return { opened, abandon };
}
