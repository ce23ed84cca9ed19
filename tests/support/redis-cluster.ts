import { Redis } from 'ioredis';
import { findFreePort } from '@/lib/platform/postgres-server';
import { startRedis, type TestRedis } from './redis';
import { waitFor } from './wait-for';

export interface TestRedisCluster {
  /** URLs of all nodes, separated by commas. */
  urls: string;
  nodes: TestRedis[];
  stop(): Promise<void>;
}

const SLOT_COUNT = 16_384;

/** Starts a Redis cluster of masters without replicas on free ports of the loopback address, all slots covered. */
export async function startRedisCluster(nodeCount: number): Promise<TestRedisCluster> {
  const nodes: TestRedis[] = [];
  for (let index = 0; index < nodeCount; index++) {
    const port = await findFreePort();
    // By default the bus port is the port plus 10,000, which may be none.
    const bus = ['--cluster-port', String(await findFreePort())];
    nodes.push(await startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...bus], port));
  }
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
  try {
    const buses = await Promise.all(clients.map(busPortOf));
    for (const [index, client] of clients.entries()) {
      const from = Math.floor((SLOT_COUNT * index) / nodeCount);
      const to = Math.floor((SLOT_COUNT * (index + 1)) / nodeCount) - 1;
      await client.cluster('ADDSLOTSRANGE', from, to);
      await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]?.port ?? 0, buses[0] ?? 0);
    }
    await waitFor(async () => {
      const infos = await Promise.all(clients.map((client) => client.cluster('INFO')));
      return infos.every(
        (info) => /cluster_state:ok/.test(String(info)) && String(info).includes(`cluster_known_nodes:${nodeCount}`),
      );
    }, 20_000);
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    urls: nodes.map(({ url }) => url).join(','),
    nodes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function busPortOf(client: Redis): Promise<number> {
  const [, port = '0'] = /@(\d+)/.exec(String(await client.cluster('NODES'))) ?? [];
  return Number(port);
}
