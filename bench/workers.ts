// One worker against two, with a push service that answers after 50 ms: waiting, not computing, is the limit.
// Run: npx tsx bench/workers.ts [subscribers, default 100000]
import { benchCampaign } from './campaign';

const subscriberCount = Number(process.argv[2] ?? 100_000);
console.log('| workers | seconds | messages a second | × one worker |\n|---|---|---|---|');
let alone = 0;
for (const workerCount of [1, 2]) {
  const { seconds } = await benchCampaign({ subscriberCount, workerCount, latencyMs: 50 });
  alone ||= seconds;
  const perSecond = Math.round(subscriberCount / seconds).toLocaleString('en');
  console.log(`| ${workerCount} | ${seconds.toFixed(1)} | ${perSecond} | ${(alone / seconds).toFixed(2)} |`);
}
