import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as OneSignal from '@onesignal/node-onesignal';
import { Client, UserClient } from 'onesignal-node';
import Pushpad from 'pushpad';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { systemDb } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { openFrontDoor } from '../front-door';
import { toUuid } from './onesignal/uuid';

export interface CompatServer {
  /** `http://127.0.0.1:…/compat` */
  url: string;
  close(): Promise<void>;
}

/** The API as a process serves it, for clients that want an address. */
export async function startCompatServer(): Promise<CompatServer> {
  const server = createServer();
  openFrontDoor(server, (_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/compat`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a call is refused with, as the client throws it. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('was not refused');
}

export interface CompatClients {
  site: TestSite;
  appId: string;
  token: string;
  official: OneSignal.DefaultApi;
  community: Client;
  owner: UserClient;
  pushpad: Pushpad;
}

/** A new site, and the published clients with a key of its workspace that may do everything. */
export async function makeClients(url: string): Promise<CompatClients> {
  const site = await makeSite();
  const appId = toUuid('site', site.publicId);
  // A new site tells push services whom to write to: the owner.
  const workspaceId = decodeId('workspace', site.actor.workspaceId);
  const user = { email: 'owner@shop.example', name: 'Owner', passwordHash: 'x' };
  await systemDb.user.create({ data: { ...user, memberships: { create: { workspaceId, role: 'owner' } } } });
  const { token } = await createApiKey(site.actor, { name: 'k', scopes: [...API_KEY_SCOPES] });
  const baseServer = new OneSignal.ServerConfiguration(`${url}/onesignal`, {});
  const apiRoot = `${url}/onesignal`;
  return {
    site,
    appId,
    token,
    official: new OneSignal.DefaultApi(
      OneSignal.createConfiguration({ restApiKey: token, organizationApiKey: token, baseServer }),
    ),
    community: new Client(appId, token, { apiRoot }),
    owner: new UserClient(token, { apiRoot }),
    pushpad: new Pushpad({ authToken: token, projectId: site.publicId as never, baseUrl: `${url}/pushpad` }),
  };
}
