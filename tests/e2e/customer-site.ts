import type { Site } from '../push-service/site';
import type { World } from '../push-service/world';
import type { Setup } from './start-belfry';

/** What belfry('on', …) told the page, kept in `seen`; the stub is the one of the docs. */
const STUB = `<script>window.belfry=window.belfry||function(){(belfry.q=belfry.q||[]).push(arguments)};
window.seen=[];for(const name of ['subscribe','unsubscribe','prompt','dismiss','denied','unsupported','error'])
belfry('on',name,(detail)=>seen.push([name,detail]))</script>`;

export interface CustomerSite extends Site {
  /** Puts the snippet and the worker file where a site owner would, exactly as the product hands them out. */
  install(setup: Pick<Setup, 'snippet' | 'workerFile'>): void;
}

/** A customer's site on an origin of its own, at first without Belfry: the product wants to know the origin. */
export async function startCustomerSite(world: World): Promise<CustomerSite> {
  const site = await world.startSite({ files: {} });
  return Object.assign(site, {
    install({ snippet, workerFile }: Pick<Setup, 'snippet' | 'workerFile'>): void {
      const page = (
        title: string,
      ) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
        <link rel="icon" href="data:,">${STUB}${snippet}</head>
        <body><h1>${title}</h1><button data-belfry-subscribe>Tell me</button></body></html>`;
      site.files.set('/', page('Corner shop'));
      site.files.set('/offer', page('Offer'));
      site.files.set('/second', page('Second'));
      site.files.set('/belfry-sw.js', workerFile);
    },
  });
}
