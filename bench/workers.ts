// One worker against two: with a push service that answers after 50 ms, where one worker keeps two cores busy, and with one
// that takes 400 ms, where waiting, not computing, is the limit. Run: npx tsx bench/workers.ts [subscribers, default 100000]
import { execFileSync } from 'node:child_process';
import type { CampaignFigures } from './campaign';

const subscriberCount = process.argv[2] ?? '100000';
console.log('| the push service takes | workers | seconds | messages a second | × one worker |\n|---|---|---|---|---|');
for (const latencyMs of ['50', '400']) {
  let alone = 0;
  for (const workerCount of ['1', '2']) {
    // A process for each: a process keeps the environment that it read first.
    const output = execFileSync(
      process.execPath,
      ['--import', 'tsx', 'bench/campaign.ts', subscriberCount, workerCount, latencyMs, '--json'],
      { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
    );
    const { seconds } = JSON.parse(output) as CampaignFigures;
    alone ||= seconds;
    const perSecond = Math.round(Number(subscriberCount) / seconds).toLocaleString('en');
    const cells = [`${latencyMs} ms`, workerCount, seconds.toFixed(1), perSecond, (alone / seconds).toFixed(2)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
