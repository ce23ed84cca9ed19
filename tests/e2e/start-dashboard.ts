import type { Browser } from 'playwright-core';
import { startWorld, type World } from '../push-service/world';
import { launchOperator } from './dashboard';
import { openWatchedPage, type WatchedPage } from './furnished';
import { type Belfry, startBelfry } from './start-belfry';

/** A new installation, and an ordinary browser with one page, on which nobody is signed in yet. */
export interface Dashboard extends WatchedPage {
  world: World;
  belfry: Belfry;
  operator: Browser;
  close(): Promise<void>;
}

/** @throws Error with nothing left running */
export async function startDashboard(): Promise<Dashboard> {
  const world = await startWorld();
  try {
    const belfry = await startBelfry({ world });
    const operator = world.keep(await launchOperator());
    return { world, belfry, operator, ...(await openWatchedPage(operator)), close: () => world.close() };
  } catch (error) {
    await world.close();
    throw error;
  }
}
