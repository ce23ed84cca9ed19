import { once } from 'node:events';
import { bundle } from './bundle';
import { startProcess } from './processes';

export interface WebhookSinkFigures {
  requestCount: number;
  /** Messages that these requests told of. */
  itemCount: number;
  byteCount: number;
}

export interface WebhookSink {
  url: string;
  /** What a sender of webhooks needs to be allowed to post to it. */
  env: Record<string, string>;
  read(): Promise<WebhookSinkFigures>;
  close(): void;
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const child = startProcess(await bundle('bench/support/webhook-sink.ts'), {});
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}/`,
    env: { BELFRY_WEBHOOK_HOSTS: `127.0.0.1:${port}` },
    async read() {
      const answer = once(child, 'message');
      child.send({});
      return (await answer)[0] as WebhookSinkFigures;
    },
    close: () => child.disconnect(),
  };
}
