import { env } from '@/lib/platform/env';

export interface SiteSnippet {
  /** HTML for every page of the site, anywhere in it: before or after the page's own code. */
  snippet: string;
  /** The one line of the file that the site owner uploads as `/belfry-sw.js`. */
  workerFile: string;
  workerFileName: 'belfry-sw.js';
}

/**
 * What the site owner installs. The inline part is a stub that queues calls until the script is there
 * (lib/contracts/page-api.ts); the worker file is the site's own, since a service worker must come from its origin.
 */
export function siteSnippet(siteKey: string, server: string = env().publicUrl): SiteSnippet {
  return {
    snippet:
      '<script>window.belfry=window.belfry||function(){(belfry.q=belfry.q||[]).push(arguments)}</script>\n' +
      `<script async src="${server}/belfry.js" data-site="${siteKey}"></script>`,
    workerFile: `self.belfry={server:"${server}",site:"${siteKey}"};importScripts("${server}/belfry-worker.js");`,
    workerFileName: 'belfry-sw.js',
  };
}
