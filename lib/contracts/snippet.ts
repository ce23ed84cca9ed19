// What a site owner pastes and uploads. One home for both texts: the install page, the command line and the docs show these.

/** Name of the site's own worker file, at the root of the site unless `data-worker` says otherwise. */
export const WORKER_FILE_NAME = 'belfry-sw.js';

/**
 * The tag for the site's pages, best in `<head>`.
 * `publicUrl` is any address on the Belfry server (only its origin is used).
 */
export function pageSnippet(publicUrl: string, siteKey: string): string {
  return `<script async src="${escapeAttribute(originOf(publicUrl))}/belfry.js" data-site="${escapeAttribute(siteKey)}"></script>`;
}

/**
 * The whole content of the site's /belfry-sw.js, one line.
 * The server and the site key stand in it because a browser wakes the worker with no page around, and a script that
 * was pulled in by importScripts cannot see its own address.
 */
export function workerFile(publicUrl: string, siteKey: string): string {
  const settings = `{server:${JSON.stringify(originOf(publicUrl))},site:${JSON.stringify(siteKey)}}`;
  return `self.belfry=${settings};importScripts(self.belfry.server+"/belfry-worker.js");\n`;
}

function originOf(address: string): string {
  return new URL(address).origin;
}

function escapeAttribute(value: string): string {
  return value.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
