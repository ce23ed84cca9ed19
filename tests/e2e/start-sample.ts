import type { Page } from 'playwright-core';
import { startWorld, type World } from '../push-service/world';
import { launchOperator, signIn } from './dashboard';
import { openWatchedPage, type WatchedPage } from './furnished';
import { type Belfry, OWNER, startBelfry } from './start-belfry';

/** An installation with the sample in it, and a page on which its owner is signed in, at the sample's overview. */
export interface Sample extends WatchedPage {
  world: World;
  belfry: Belfry;
  page: Page;
  siteId: string;
  /** `{origin}/s/{siteId}` of the sample. */
  url: string;
  /** The REST API as the page's own scripts call it; throws on any answer but 2xx. @param path behind `/api/v1` */
  post<T>(path: string, data?: unknown): Promise<T>;
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** Starts everything anew for one test file. @throws Error with nothing left running */
export async function startSample(subscriberCount: number): Promise<Sample> {
  const world = await startWorld();
  try {
    const belfry = await startBelfry({ world });
    await belfry.setup('https://shop.example');
    const count = String(subscriberCount);
    const { siteId } = await belfry.cli<{ siteId: string }>('sample', '--subscribers', count, '--email', OWNER.email);
    const watched = await openWatchedPage(world.keep(await launchOperator()));
    await signIn(watched.page, belfry);
    const url = `${belfry.origin}/s/${siteId}`;
    // The sample is a workspace of its own.
    await watched.page.goto(`${belfry.origin}/open/${siteId}`);
    await watched.page.waitForURL(url);
    const call = async <T>(method: 'get' | 'post', path: string, data?: unknown): Promise<T> => {
      const headers = { origin: belfry.origin };
      const answer = await watched.page.request[method](`${belfry.origin}/api/v1${path}`, { headers, data });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    const post: Sample['post'] = (path, data) => call('post', path, data);
    const get: Sample['get'] = (path) => call('get', path);
    return { ...watched, world, belfry, siteId, url, post, get, close: () => world.close() };
  } catch (error) {
    await world.close();
    throw error;
  }
}
