import webpush from 'web-push';
import type { PushMessage } from '@/lib/contracts/embed';
import { pageSnippet, workerFile } from '@/lib/contracts/snippet';
import type { SubscriptionJson } from '@/tests/push-service/push-service.types';
import type { Site } from '@/tests/push-service/site';
import { startWorld, type World } from '@/tests/push-service/world';
import { type StandIn, startStandIn } from './belfry-stand-in';

/** A customer's site of another origin with the snippet on its pages, browsers, a push service, and a Belfry to talk to. */
export interface Shop {
  world: World;
  belfry: StandIn;
  site: Site;
  /** Sends a message as Belfry would; resolves to the push service's status. */
  push(to: SubscriptionJson, payload: PushMessage | string): Promise<number>;
  /** Receipts that the stand-in was given, in order. */
  receipts(): { t: string; k: string }[];
  close(): Promise<void>;
}

/** Loaded before the snippet: the stub of the docs, and a record of every event and answer. */
export const STUB = `<script>window.belfry=window.belfry||function(){(belfry.q=belfry.q||[]).push(arguments)};
window.seen=[];for(const name of ['subscribe','unsubscribe','prompt','dismiss','denied','unsupported','error'])
belfry('on',name,(detail)=>seen.push([name,detail]))</script>`;

export async function openShop(): Promise<Shop> {
  const world = await startWorld();
  const belfry = world.keep(await startStandIn());
  const snippet = pageSnippet(belfry.origin, belfry.siteKey);
  const page = (more = '') =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${STUB}${snippet}
     <main><h1>Shop</h1><button data-belfry-subscribe><b id="ask">Tell me</b></button><input id="field">${more}</main></html>`;
  const site = await world.startSite({
    files: {
      '/': page(),
      '/offer': page('<p>Offer</p>'),
      '/help': page('<p>Help</p>'),
      '/twice': page(snippet),
      '/belfry-sw.js': workerFile(belfry.origin, belfry.siteKey),
      '/other-sw.js':
        'self.oninstall=()=>skipWaiting();self.onactivate=(e)=>e.waitUntil(clients.claim());self.onfetch=()=>{}',
    },
  });
  belfry.allowedOrigins.add(site.origin);
  return {
    world,
    belfry,
    site,
    async push(to, payload) {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const vapidDetails = { subject: 'mailto:e2e@example.com', ...belfry.vapidKeys };
      const options = { TTL: 60, agent: world.agent(), timeout: 5_000, vapidDetails };
      return (await webpush.sendNotification(to, body, options)).statusCode;
    },
    receipts: () => belfry.of('receipts').flatMap((request) => JSON.parse(request.raw)),
    close: () => world.close(),
  };
}

/** A message as lib/contracts/compose-push-message.ts makes it. */
export function makeMessage(
  belfry: StandIn,
  site: Site,
  id: string,
  more: Partial<PushMessage['notification']> = {},
): PushMessage {
  return {
    web_push: 8030,
    notification: {
      title: `Title ${id}`,
      navigate: `${belfry.origin}/c/click-${id}`,
      tag: id,
      ...more,
      data: {
        i: id,
        t: `receipt-${id}`,
        u: [`${site.origin}/offer`, `${site.origin}/help`],
        r: `${belfry.origin}/api/embed/receipts`,
        ...more.data,
      },
    },
    mutable: false,
  };
}
