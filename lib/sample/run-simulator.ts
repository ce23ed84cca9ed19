import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { findSampleSiteKey } from './find-sample-site-key';
import { placeOrder } from './place-order';
import { type Simulator, startSimulator } from './start-simulator';

const LOOK_EVERY_MS = 1_500;

/**
 * Starts the simulator in this process as soon as a sample workspace exists, whoever made it (a button here, the
 * command line elsewhere). Without BELFRY_SIMULATOR_PORT it does nothing at all.
 */
export function runSimulatorWhenNeeded(): { stop(): Promise<void> } {
  const port = env().BELFRY_SIMULATOR_PORT;
  let simulator: Simulator | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    try {
      if (port && (await findSampleSiteKey())) {
        simulator = await startSimulator(port, placeOrder);
        if (stopped) await simulator.close();
        log.info({ port }, 'the sample workspace’s simulator is listening on loopback');
        return;
      }
    } catch (error) {
      log.warn({ err: error, port }, 'the simulator could not start; trying again');
    }
    if (!stopped) timer = setTimeout(look, LOOK_EVERY_MS).unref();
  };
  if (port) void look();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await simulator?.close();
    },
  };
}
