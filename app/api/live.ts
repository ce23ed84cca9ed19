import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import type { Actor, SystemActor } from '@/lib/contracts/actors';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { now } from '@/lib/platform/clock';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import type { ApiApp } from './framework';
import { sessionActor } from './session-actor';

/** One read of the database in this time, for all viewers of a campaign in this process. */
const POLL_MS = 750;
/** The last push is out, but people look and click: the page stays live for this long, read more rarely. */
const AFTERMATH_MS = 15 * 60_000;
const AFTERMATH_POLL_MS = 3_000;
/** Proxies close connections that are silent for half a minute or more. */
const HEARTBEAT_MS = 15_000;
/** A browser that lost the connection asks again after this. */
const RETRY_MS = 2_000;

interface Feed {
  viewers: Set<(progress: CampaignProgress) => void>;
  latest: CampaignProgress | null;
  stop: () => void;
}

const feeds = new Map<string, Feed>();

/**
 * GET /api/live/campaigns/{id}: server-sent events for the dashboard. Each event is a whole CampaignProgress, so that a
 * reconnect needs no history; the stream ends (event `end`) some minutes after the campaign has.
 */
export function registerLive(app: ApiApp): void {
  app.get('/api/live/campaigns/:id', async (c) => {
    const actor = await sessionActor(c);
    if (!actor) throw new AppError('unauthenticated');
    const campaignId = c.req.param('id');
    // Permission and tenant, before the stream begins: afterwards no status can be sent.
    await getCampaign(actor, campaignId);
    // nginx would else collect events until its buffer is full.
    c.header('X-Accel-Buffering', 'no');
    c.header('Cache-Control', 'no-store');
    return streamSSE(c, (stream) => follow(stream, actor, campaignId));
  });
}

async function follow(stream: SSEStreamingApi, actor: Actor, campaignId: string): Promise<void> {
  await stream.write(`retry: ${RETRY_MS}\n\n`);
  let next: CampaignProgress | null = null;
  let wake: () => void = () => undefined;
  const leave = join(campaignId, actor.workspaceId, (progress) => {
    // A slow reader gets the newest state, not a queue of old ones.
    next = progress;
    wake();
  });
  stream.onAbort(() => wake());
  try {
    while (!stream.aborted && !stream.closed) {
      const progress: CampaignProgress | null = next;
      next = null;
      if (progress) {
        await stream.writeSSE({ event: 'progress', data: JSON.stringify(progress) });
        if (isOver(progress)) {
          await stream.writeSSE({ event: 'end', data: '' });
          return;
        }
        continue;
      }
      const isSilent = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), HEARTBEAT_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
        if (stream.aborted || next) wake();
      });
      if (isSilent) await stream.write(': still here\n\n');
    }
  } finally {
    leave();
  }
}

/** Adds a viewer to the campaign's feed, which begins with the first and ends with the last of them. */
function join(campaignId: string, workspaceId: string, view: (progress: CampaignProgress) => void): () => void {
  const key = `${workspaceId} ${campaignId}`;
  const feed = feeds.get(key) ?? startFeed(key, campaignId, workspaceId);
  feed.viewers.add(view);
  if (feed.latest) view(feed.latest);
  return () => {
    feed.viewers.delete(view);
    if (feed.viewers.size > 0) return;
    feed.stop();
    if (feeds.get(key) === feed) feeds.delete(key);
  };
}

function startFeed(key: string, campaignId: string, workspaceId: string): Feed {
  // Each viewer's own permission was checked when it came.
  const reader: SystemActor = { kind: 'system', workspaceId };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const feed: Feed = {
    viewers: new Set(),
    latest: null,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
  let lastSent = '';
  const poll = async () => {
    try {
      const progress = await campaignProgress(reader, campaignId);
      const text = JSON.stringify(progress);
      if (text !== lastSent) {
        lastSent = text;
        feed.latest = progress;
        for (const view of feed.viewers) view(progress);
      }
    } catch (error) {
      log.warn({ err: error, campaignId }, 'live figures could not be read');
    }
    if (isStopped) return;
    if (feed.latest && isOver(feed.latest)) {
      for (const view of feed.viewers) view(feed.latest);
      return;
    }
    timer = setTimeout(poll, feed.latest?.finishedAt ? AFTERMATH_POLL_MS : POLL_MS);
  };
  feeds.set(key, feed);
  void poll();
  return feed;
}

function isOver({ finishedAt }: CampaignProgress): boolean {
  return finishedAt !== null && now().getTime() - Date.parse(finishedAt) > AFTERMATH_MS;
}
