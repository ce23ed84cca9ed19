import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UserActor } from '@/lib/contracts/actors';
import type { CampaignStats } from '@/lib/contracts/campaigns';
import { reasonOf } from '@/lib/platform/reason-of';
import { enterProjectRoot } from './enter-project-root';
import { type Installation, openInstallation } from './installation';
import { readLauncherNote } from './launcher-note';

// `npm run demo`: starts everything, makes the sample workspace, sends one campaign to its simulated subscribers and
// prints the funnel as it moves. With --once it ends when the figures stand still: 0 only if they add up.

const READY_TIMEOUT_MS = 180_000;
const SEND_TIMEOUT_MS = 120_000;
/** Still for this long, with figures that add up, means that all simulated browsers have answered. */
const QUIET_MS = 6_000;
/** On a busy machine some try again and again. */
const RECEIPTS_TIMEOUT_MS = 90_000;
const PRINT_EVERY_MS = 2_000;

const once = process.argv.includes('--once');
let server: ChildProcess | undefined;
let installation: Installation | undefined;

async function main(): Promise<void> {
  enterProjectRoot();
  process.env.BELFRY_LOG_LEVEL ||= 'warn';
  Object.assign(process.env, { NODE_ENV: 'production' });
  const port = Number(process.env.PORT || 3000);
  if (!readLauncherNote()) await startServer(port);
  installation = await openInstallation();
  const note = readLauncherNote(installation.dataDir);
  if (!note) throw new Error('The server ended before the demo began.');
  process.env.PORT = String(note.port);
  process.env.BELFRY_PUBLIC_URL ||= note.publicUrl;

  const { findSampleOwner } = await import('@/lib/sample/find-sample-owner');
  const { createSampleWorkspace } = await import('@/lib/sample/create-sample-workspace');
  const owner = await findSampleOwner();
  const sample = await createSampleWorkspace(owner.actor);
  await waitForSimulator(Number(process.env.BELFRY_SIMULATOR_PORT));
  const actor: UserActor = { ...owner.actor, workspaceId: sample.workspaceId, role: 'owner' };
  console.log(
    `\n  ${sample.subscriberCount.toLocaleString('en')} simulated subscribers. Sending a campaign to all of them.\n`,
  );

  const campaignId = await sendCampaign(actor, sample.siteId, note.publicUrl);
  const problem = await watchFunnel(actor, campaignId);
  console.log(`
  Dashboard   ${note.publicUrl}/s/${sample.siteId}/campaigns/${campaignId}
  Sign in as  ${owner.actor.email}
  Password    ${owner.password ?? '(the one you chose, or that the first demo printed)'}
  Demo page   ${note.publicUrl}/demo
`);
  if (problem) console.error(`  The figures do not add up: ${problem}\n`);
  if (once) return stop(problem ? 1 : 0);
  console.log('  Everything keeps running. Ctrl-C stops it.\n');
  await closeOwnConnections();
  if (!server) process.exit(0);
}

async function startServer(port: number): Promise<void> {
  // A group of its own: Ctrl-C reaches us alone, and we tell it once.
  server = spawn(process.execPath, ['--enable-source-maps', 'dist/start.js'], { stdio: 'inherit', detached: true });
  const child = server;
  child.once('exit', (code) => process.exit(code ?? 1));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null);
    // Another program may listen on this port: ours has left its note.
    if (response?.ok && readLauncherNote()?.pid === child.pid) return;
    if (Date.now() > deadline) throw new Error('The server did not become ready in three minutes.');
    await sleep(200);
  }
}

async function waitForSimulator(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await fetch(`http://127.0.0.1:${port}/`).catch(() => null))) {
    if (Date.now() > deadline) throw new Error('The simulated push service did not start.');
    await sleep(100);
  }
}

async function sendCampaign(actor: UserActor, siteId: string, publicUrl: string): Promise<string> {
  const { createCampaign } = await import('@/lib/campaigns/create-campaign');
  const { launchCampaign } = await import('@/lib/campaigns/launch-campaign');
  const campaign = await createCampaign(actor, siteId, {
    name: 'Sidama Bensa has landed (demo)',
    message: {
      title: 'Sidama Bensa has landed',
      body: 'Sixty bags, roasted this morning. Apricot, jasmine, a little lime.',
      url: `${publicUrl}/demo`,
      actions: [
        { title: 'See the lot', url: `${publicUrl}/demo#beans` },
        { title: 'All beans', url: `${publicUrl}/demo#gear` },
      ],
    },
    audience: { all: true },
  });
  await launchCampaign(actor, campaign.id);
  return campaign.id;
}

/** Prints the funnel until it stands still. Returns what is wrong with the figures, or null. */
async function watchFunnel(actor: UserActor, campaignId: string): Promise<string | null> {
  const { campaignProgress } = await import('@/lib/stats/campaign-progress');
  const startedAt = Date.now();
  let doneAt = 0;
  let changedAt = startedAt;
  let printedAt = 0;
  let before = '';
  for (;;) {
    const { status, stats } = await campaignProgress(actor, campaignId);
    const text = funnelText(stats);
    if (text !== before) changedAt = Date.now();
    before = text;
    const isStill = doneAt > 0 && Date.now() - changedAt > QUIET_MS;
    if (isStill || Date.now() - printedAt >= PRINT_EVERY_MS) {
      console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);
      printedAt = Date.now();
    }
    if (status === 'done') doneAt ||= Date.now();
    if (!doneAt && Date.now() - startedAt > SEND_TIMEOUT_MS) return `after two minutes the campaign is still ${status}`;
    const quiet = Date.now() - Math.max(changedAt, doneAt) > QUIET_MS;
    const problem = findProblem(stats);
    if (doneAt && ((quiet && !problem) || Date.now() - doneAt > RECEIPTS_TIMEOUT_MS)) return problem;
    await sleep(500);
  }
}

function funnelText(stats: CampaignStats): string {
  const failed = stats.gone + stats.rejected + stats.expired + stats.suppressed;
  const parts: [string, number][] = [
    ['audience', stats.audience],
    ['accepted', stats.accepted],
    ['received', stats.received],
    ['shown', stats.shown],
    ['clicked', stats.clicked],
    ['dismissed', stats.dismissed],
    ['not sent', failed],
  ];
  return parts.map(([name, count]) => `${name} ${count.toLocaleString('en')}`).join('  ');
}

function findProblem(stats: CampaignStats): string | null {
  const { audience, accepted, received, shown, clicked, dismissed, gone, rejected, expired, suppressed, unknown } =
    stats;
  const settled = accepted + gone + rejected + expired + suppressed + unknown;
  if (audience === 0) return 'nobody was in the audience';
  if (settled !== audience) return `${settled} ended of an audience of ${audience}`;
  if (rejected + expired + unknown > 0) return `${rejected} rejected, ${expired} expired, ${unknown} unknown`;
  if (received > accepted || shown > received || clicked + dismissed > shown)
    return 'a later step counts more than the one before it';
  if (shown < accepted * 0.8) return `only ${shown} of ${accepted} were shown`;
  if (clicked === 0 || dismissed === 0 || gone === 0)
    return 'no clicks, no dismissals or nobody gone: the simulator did not answer';
  return null;
}

async function closeOwnConnections(): Promise<void> {
  const { closeQueues } = await import('@/lib/platform/queue');
  const { closeDb } = await import('@/lib/platform/db');
  await closeQueues();
  await closeDb();
  await installation?.close();
  installation = undefined;
}

async function stop(code: number): Promise<void> {
  await closeOwnConnections();
  if (server && server.exitCode === null) {
    server.removeAllListeners('exit');
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }
  process.exit(code);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
main().catch(async (error: unknown) => {
  console.error(`\n  The demo could not run: ${reasonOf(error)}\n`);
  await stop(1);
});
