import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fcm, startFcm } from './fcm';
import { type ChromiumSession, launchChromium } from './launch-chromium';
import { type FirefoxSession, launchFirefox } from './launch-firefox';
import { startPushService } from './push-service';
import type { PushService, PushServiceOptions } from './push-service.types';
import { type Site, type SiteOptions, startSite } from './site';

/** Everything outside Belfry that an end-to-end test needs; close() ends all of it, the last opened first. */
export interface World {
  push: PushService;
  fcm: Fcm;
  /** File with the push service's certificate. */
  caFile: string;
  /**
   * For the process of the sender: NODE_EXTRA_CA_CERTS, so that it trusts the push service, and BELFRY_PUSH_HOSTS,
   * its hosts (Chromium's need no mention, but the way there does: fcm.proxyUrl).
   */
  senderEnv: { NODE_EXTRA_CA_CERTS: string; BELFRY_PUSH_HOSTS: string };
  /** For a sender in this process: reaches the endpoints of both browsers. */
  agent(): https.Agent;
  startSite(options: SiteOptions): Promise<Site>;
  launchFirefox(options?: Omit<Parameters<typeof launchFirefox>[0], 'push'>): Promise<FirefoxSession>;
  launchChromium(options?: Omit<Parameters<typeof launchChromium>[0], 'fcm'>): Promise<ChromiumSession>;
  /** Something else to be closed with the world. */
  keep<T extends { close(): Promise<unknown> }>(thing: T): T;
  close(): Promise<void>;
}

export async function startWorld(options: PushServiceOptions = {}): Promise<World> {
  const kept: Array<{ close(): Promise<unknown> }> = [];
  const keep: World['keep'] = (thing) => {
    kept.unshift(thing);
    return thing;
  };
  const push = keep(await startPushService(options));
  const fcm = keep(await startFcm(push));
  const directory = await mkdtemp(join(tmpdir(), 'belfry-world-'));
  keep({ close: () => rm(directory, { recursive: true, force: true }) });
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, push.cert);
  return {
    push,
    fcm,
    caFile,
    senderEnv: {
      NODE_EXTRA_CA_CERTS: caFile,
      BELFRY_PUSH_HOSTS: `localhost:${push.tlsPort},127.0.0.1:${push.port}`,
    },
    agent: () => fcm.agent(),
    startSite: async (of) => keep(await startSite(of)),
    launchFirefox: async (of = {}) => keep(await launchFirefox({ ...of, push })),
    launchChromium: async (of = {}) => keep(await launchChromium({ ...of, fcm })),
    keep,
    async close() {
      const problems: unknown[] = [];
      for (const thing of kept.splice(0)) await thing.close().catch((error: unknown) => problems.push(error));
      if (problems.length > 0) throw new AggregateError(problems, 'the world did not close cleanly');
    },
  };
}
