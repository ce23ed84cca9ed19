import { once } from 'node:events';
import { bundle } from './bundle';
import { startProcess } from './processes';

/** The addresses of seeded subscribers name it, so that a database that is kept finds its push service again. */
const PORT = 21_998; // Below the ports that outgoing connections take.

interface SinkFigures {
  /** Requests so far. */
  count: number;
  /** When the first of them came, epoch ms; 0 before. */
  firstAt: number;
  /** When the first request to each path `/marked/{mark}` came, epoch ms. */
  marked: Record<string, number>;
}

export interface Sink {
  pid: number;
  /** `https://127.0.0.1:<port>`. */
  origin: string;
  /** What a sender needs to trust it and to be allowed to post to it. */
  env: Record<string, string>;
  read(): Promise<SinkFigures>;
  /** Counts anew. */
  reset(): Promise<void>;
  close(): void;
}

/** @param folder where it keeps its certificate */
export async function startSink(folder: string, latencyMs = 0): Promise<Sink> {
  const child = startProcess(
    await bundle('bench/support/push-sink.ts'),
    {},
    {
      args: [String(PORT), String(latencyMs), folder],
    },
  );
  const [{ certificate }] = (await once(child, 'message')) as [{ certificate: string }];
  const ask = async (message: object) => {
    const answer = once(child, 'message');
    child.send(message);
    return (await answer)[0] as SinkFigures;
  };
  return {
    pid: child.pid ?? 0,
    origin: `https://127.0.0.1:${PORT}`,
    env: { NODE_EXTRA_CA_CERTS: certificate, BELFRY_PUSH_HOSTS: `127.0.0.1:${PORT}` },
    read: () => ask({}),
    reset: async () => void (await ask({ reset: true })),
    close: () => child.disconnect(),
  };
}
