import type { AddressInfo, Server, Socket } from 'node:net';

/** Servers on loopback that can be ended at once, whatever connections are open. */
export interface Listening {
  /** Port 0 takes a free one. Resolves with the port; rejects when it is taken. */
  listen(server: Server, port?: number): Promise<number>;
  close(): void;
}

/** Keeps the sockets of its servers, so that close() leaves nothing that keeps a test alive. */
export function makeListening(host = '127.0.0.1'): Listening {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  return {
    async listen(server, port = 0) {
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      servers.push(server);
      return (server.address() as AddressInfo).port;
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
