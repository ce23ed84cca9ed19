import { z } from 'zod';
import { ExternalId, PushSubscriptionInput, TagPatch, Topics } from './subscribers';
import { languageTag, text, timeZone } from './text';

// The wire between the embed (page script and service worker) and the server. Paths, all under the public origin:
//   GET  /belfry.js                     page script          (cached, revalidated)
//   GET  /belfry-worker.js              service worker body, importScripts'ed by the site's own /belfry-sw.js
//   GET  /api/embed/{siteKey}/config    EmbedConfig          (cached for a minute)
//   POST /api/embed/{siteKey}/subscribe SubscribeRequest   → SubscribeAnswer
//   POST /api/embed/{siteKey}/update    UpdateRequest      → { ok: true }
//   POST /api/embed/{siteKey}/unsubscribe DeviceProof      → { ok: true }
//   POST /api/embed/{siteKey}/track     TrackRequest       → { ok: true }
//   POST /api/embed/{siteKey}/pages     PagesRequest       → { ok: true }, of sites that record pages
//   POST /api/embed/{siteKey}/prompts   PromptReport       → { ok: true }
//   POST /api/embed/receipts            text/plain, JSON array of Receipt → 204
//   GET  /c/{token}                     click of a Declarative Web Push: counted, then 302 to the stored URL
// Every POST but receipts is application/json with an Origin that the site allows; no cookies anywhere.

const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the secret given at subscription');

/** What a device that has subscribed shows to change its own record. */
export const DeviceProof = z.object({ id: z.string().max(64), secret });

export const PROMPT_KINDS = ['native', 'button', 'dialog', 'api'] as const;

export const SubscribeRequest = z.object({
  subscription: PushSubscriptionInput,
  /** base64url of the key the browser used: tells a quarantined or outdated subscription apart. */
  applicationServerKey: z.string().max(100),
  /** Given when this device subscribed before: id, tags and history are kept (healing). */
  device: DeviceProof.optional(),
  prompt: z.enum(PROMPT_KINDS).default('native'),
  /** Version of the prompt text, from the config, for the consent record. */
  textVersion: text(0, 40).default(''),
  language: languageTag.optional(),
  timezone: timeZone.optional(),
  /** True for the first request of a browsing session: counts the session. */
  newSession: z.boolean().default(false),
});
export type SubscribeRequest = z.input<typeof SubscribeRequest>;

export interface SubscribeAnswer {
  id: string;
  /** Present when a new secret was made; the device keeps it. */
  secret?: string;
  /** `resubscribe`: unsubscribe and subscribe again with the config's key, then ask once more. */
  action: 'ok' | 'resubscribe';
}

export const UpdateRequest = z.object({
  device: DeviceProof,
  tags: TagPatch.optional(),
  topics: Topics.optional(),
  language: languageTag.optional(),
  timezone: timeZone.optional(),
  /** Null logs out. */
  externalId: ExternalId.nullish(),
  /** hex HMAC-SHA256(identity secret of the site, external id). */
  proof: z.string().max(128).optional(),
});
export type UpdateRequest = z.input<typeof UpdateRequest>;

export const UnsubscribeRequest = z.object({ device: DeviceProof });

/** How often each path was opened since the last report; what has no path is left out. */
export const PagesRequest = z.object({
  device: DeviceProof,
  pages: z
    .record(z.string().max(255).startsWith('/'), z.number().int().min(1).max(1_000))
    .refine((pages) => Object.keys(pages).length <= 20, 'may have at most 20 entries'),
});

/** What became of a question: it was asked, and the answer. */
export const PROMPT_OUTCOMES = ['shown', 'granted', 'denied', 'dismissed'] as const;
export type PromptOutcome = (typeof PROMPT_OUTCOMES)[number];

/** Of nobody in particular: the server adds to the day's numbers, and that is all. */
export const PromptReport = z.strictObject({
  prompt: z.enum(PROMPT_KINDS),
  outcomes: z.array(z.enum(PROMPT_OUTCOMES)).min(1).max(PROMPT_OUTCOMES.length),
});
export type PromptReport = z.infer<typeof PromptReport>;

export const TrackRequest = z.object({
  device: DeviceProof,
  event: text(1, 64),
  props: z.record(text(1, 64), z.union([text(0, 255), z.number(), z.boolean()])).default({}),
});

export const RECEIPT_KINDS = ['received', 'shown', 'clicked', 'dismissed', 'closed'] as const;
/** `t` is the message's receipt token, or for `clicked` the click token of the body or button that was pressed. */
export const Receipt = z.object({ t: z.string().max(120), k: z.enum(RECEIPT_KINDS) });
export const Receipts = z.array(Receipt).min(1).max(20);
export type Receipt = z.infer<typeof Receipt>;

export interface EmbedConfig {
  /** Application server key, base64url. */
  key: string;
  prompt: {
    kind: 'dialog' | 'button' | 'none';
    title: string;
    body: string;
    accept: string;
    decline: string;
    position: 'top' | 'bottom';
    accent: string;
    delaySeconds: number;
    reaskDays: number;
    textVersion: string;
  };
  topics: { key: string; name: string }[];
  /** True where the site records which pages its subscribers visit. */
  pages?: boolean;
}

/**
 * The JSON of every push: a Declarative Web Push message (web_push 8030) whose `data` is for our worker.
 * `navigate` is the click address /c/{token} (Safari opens it by itself); the worker opens `data.u` instead and
 * reports the click with the token taken from `navigate`, so that the visitor sees no redirect.
 */
export interface PushMessage {
  web_push: 8030;
  notification: {
    title: string;
    navigate: string;
    body?: string;
    icon?: string;
    image?: string;
    badge?: string;
    tag?: string;
    lang?: string;
    dir?: 'auto' | 'ltr' | 'rtl';
    silent?: boolean;
    requireInteraction?: boolean;
    renotify?: boolean;
    vibrate?: number[];
    actions?: { action: string; title: string; navigate: string; icon?: string }[];
    data: {
      /** Message id: the worker drops one that it has shown. */
      i: string;
      /** Receipt token. */
      t: string;
      /** Destination of a click: the body's, then each button's. */
      u: string[];
      /** Where receipts go: absolute URL. */
      r: string;
    };
  };
  mutable: false;
}
