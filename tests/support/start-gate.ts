import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { findFreePort } from '@/lib/platform/postgres-server';

/**
 * A way to a server that can be shut: whoever comes is refused, whoever was through is cut off. Or frozen: whoever comes
 * is let in, and nobody hears anything.
 */
export interface Gate {
  /** The server's URL by way of the gate. */
  url: string;
  shut(): Promise<void>;
  freeze(): void;
  open(): Promise<void>;
}

/** Opens a gate on loopback in front of the server of this URL; the caller shuts it in the end. */
export async function startGate(url: string): Promise<Gate> {
  const target = new URL(url);
  const port = await findFreePort();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  let server: Server | undefined;
  let isFrozen = false;
  const gate: Gate = {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    async open() {
      server = createServer((near) => {
        if (isFrozen) return keep(near);
        const far = dial(Number(target.port), target.hostname);
        keep(near);
        keep(far);
        near.pipe(far).pipe(near);
        near.on('close', () => far.destroy());
        far.on('close', () => near.destroy());
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    async shut() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      const closed = once(closing, 'close');
      closing.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  await gate.open();
  return gate;
}
