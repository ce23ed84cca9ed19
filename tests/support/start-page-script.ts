import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

/** By name, as in HTML: an attribute without a value has the empty one. */
export type Attributes = Record<string, string>;

export interface StartedPage {
  /** What the page's scripts see as `window`. */
  window: Record<string, unknown>;
  /** `window.belfry`. */
  call: ((...args: unknown[]) => Promise<unknown>) & {
    info?: { server: string; site: string; worker: string; scope: string };
  };
  /** A click on an element with these attributes. */
  click(attributes: Attributes): void;
}

let code: Promise<string> | undefined;

/** The page script of the source, as customers' pages get it. */
function buildPageScript(): Promise<string> {
  code ??= build({ entryPoints: ['lib/embed/page/main.ts'], bundle: true, format: 'iife', write: false }).then(
    ({ outputFiles }) => outputFiles[0]?.text ?? '',
  );
  return code;
}

/**
 * Runs the page script for a tag with these attributes, on a page of a browser without web push: it reads its tag,
 * takes its commands and listens for clicks, and asks no server for anything.
 * @param before scripts that ran on the page earlier
 */
export async function startPageScript(tag: Attributes, before: readonly string[] = []): Promise<StartedPage> {
  const listeners: ((event: object) => void)[] = [];
  const dataset = Object.fromEntries(
    Object.entries(tag).flatMap(([name, value]) => (name.startsWith('data-') ? [[name.slice(5), value]] : [])),
  );
  const window: Record<string, unknown> = {
    URL,
    location: new URL('https://www.example.com/some/page'),
    navigator: {},
    isSecureContext: false,
    document: {
      currentScript: { src: tag.src, dataset },
      addEventListener: (kind: string, listener: (event: object) => void) => {
        if (kind === 'click') listeners.push(listener);
      },
    },
  };
  window.window = window;
  createContext(window);
  for (const script of [...before, await buildPageScript()]) runInContext(script, window);
  const click = (attributes: Attributes) => {
    const matches = (selector: string) => (/^\[([\w-]+)\]$/.exec(selector)?.[1] ?? '') in attributes;
    for (const listener of listeners) listener({ composedPath: () => [{ matches }] });
  };
  return { window, call: window.belfry as StartedPage['call'], click };
}
