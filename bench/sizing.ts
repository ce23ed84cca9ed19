// What an installation needs, by arithmetic from measured unit costs: the worked example of docs/operate.md.
// Run: npx tsx bench/sizing.ts <µs a message: worker> <µs a message: Postgres> <reports a second and core of web>
//   <bytes of a delivery> <bytes of a subscriber> [seconds for a campaign, default 900] [days kept, default 90]
import { pathToFileURL } from 'node:url';

export interface UnitCosts {
  workerMicros: number;
  postgresMicros: number;
  /** Receipts and clicks that one core of a web process takes in a second. */
  reportsPerSecond: number;
  deliveryBytes: number;
  subscriberBytes: number;
}

export interface Plan {
  subscribers: number;
  /** A campaign to all of them may take so long. */
  windowSeconds: number;
  /** Deliveries are kept so long, of one campaign to all a day. */
  keptDays: number;
  /** Part of the messages that is shown, and reported, within an hour. */
  shownShare: number;
}

export interface Needs {
  workerCores: number;
  postgresCores: number;
  webCores: number;
  deliveryDiskBytes: number;
  subscriberDiskBytes: number;
}

/** Cores are of processes that do nothing else. */
export function sizeInstallation(costs: UnitCosts, plan: Plan): Needs {
  const { subscribers, windowSeconds, keptDays, shownShare } = plan;
  return {
    workerCores: (subscribers * costs.workerMicros) / 1e6 / windowSeconds,
    postgresCores: (subscribers * costs.postgresMicros) / 1e6 / windowSeconds,
    webCores: (subscribers * shownShare) / 3_600 / costs.reportsPerSecond,
    deliveryDiskBytes: subscribers * keptDays * costs.deliveryBytes,
    subscriberDiskBytes: subscribers * costs.subscriberBytes,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const numbers = process.argv.slice(2).map(Number);
  const [workerMicros, postgresMicros, reportsPerSecond, deliveryBytes, subscriberBytes] = numbers;
  const [windowSeconds = 900, keptDays = 90] = numbers.slice(5);
  if (!workerMicros || !postgresMicros || !reportsPerSecond || !deliveryBytes || !subscriberBytes) {
    throw new Error('five unit costs are needed: see the first lines of bench/sizing.ts');
  }
  const costs = { workerMicros, postgresMicros, reportsPerSecond, deliveryBytes, subscriberBytes };
  const gigabytes = (bytes: number) => {
    const count = bytes / 1e9;
    return count >= 1_000 ? `${(count / 1_000).toFixed(1)} TB` : `${count.toFixed(count < 10 ? 1 : 0)} GB`;
  };
  console.log('| subscribers | worker cores | Postgres cores | web cores | disk: deliveries | disk: subscribers |');
  console.log('|---|---|---|---|---|---|');
  for (const subscribers of [1e6, 1e7, 1e8]) {
    const needs = sizeInstallation(costs, { subscribers, windowSeconds, keptDays, shownShare: 0.5 });
    const cells = [
      subscribers.toLocaleString('en'),
      needs.workerCores.toFixed(1),
      needs.postgresCores.toFixed(1),
      needs.webCores.toFixed(1),
      gigabytes(needs.deliveryDiskBytes),
      gigabytes(needs.subscriberDiskBytes),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
