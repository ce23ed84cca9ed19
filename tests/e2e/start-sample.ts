import { signIn } from './dashboard';
import { OWNER } from './start-belfry';
import { type Dashboard, startDashboard } from './start-dashboard';

/** An installation with the sample in it, and a page on which its owner is signed in, at the sample's overview. */
export interface Sample extends Dashboard {
  siteId: string;
  /** `{origin}/s/{siteId}` of the sample. */
  url: string;
  /** The REST API as the page's own scripts call it; throws on any answer but 2xx. @param path behind `/api/v1` */
  post<T>(path: string, data?: unknown): Promise<T>;
  get<T>(path: string): Promise<T>;
}

/** @throws Error with nothing left running */
export async function startSample(subscriberCount: number): Promise<Sample> {
  const dashboard = await startDashboard();
  const { belfry, page } = dashboard;
  try {
    await belfry.setup('https://shop.example');
    const count = String(subscriberCount);
    const { siteId } = await belfry.cli<{ siteId: string }>('sample', '--subscribers', count, '--email', OWNER.email);
    await signIn(page, belfry);
    const url = `${belfry.origin}/s/${siteId}`;
    // The sample is a workspace of its own.
    await page.goto(`${belfry.origin}/open/${siteId}`);
    await page.waitForURL(url);
    const call = async <T>(method: 'get' | 'post', path: string, data?: unknown): Promise<T> => {
      const headers = { origin: belfry.origin };
      const answer = await page.request[method](`${belfry.origin}/api/v1${path}`, { headers, data });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    const post: Sample['post'] = (path, data) => call('post', path, data);
    const get: Sample['get'] = (path) => call('get', path);
    return { ...dashboard, siteId, url, post, get };
  } catch (error) {
    await dashboard.close();
    throw error;
  }
}
