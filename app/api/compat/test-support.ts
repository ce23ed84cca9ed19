import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openFrontDoor } from '../front-door';

export interface CompatServer {
  /** `http://127.0.0.1:…/compat` */
  url: string;
  close(): Promise<void>;
}

/** The API as a process serves it, for clients that want an address. */
export async function startCompatServer(): Promise<CompatServer> {
  const server = createServer();
  openFrontDoor(server, (_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/compat`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a call is refused with, as the client throws it. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('was not refused');
}
