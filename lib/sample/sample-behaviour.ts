import { seededRandom } from './random';

interface Order {
  /** Counts from the click. */
  afterMs: number;
  /** Euros. */
  total: number;
}

/** What a simulated browser does with a push; delays count from its arrival. */
export interface SampleBehaviour {
  /** The subscription is over: the push service answers 410. */
  gone: boolean;
  /** Null: the device stays off, so the message is accepted but nobody can say what became of it. */
  receivedAfterMs: number | null;
  reaction: 'clicked' | 'dismissed' | 'none';
  reactionAfterMs: number;
  /** 0 the body, 1 and 2 the buttons. */
  clickedAction: number;
  /** What a click leads to in the shop; null: nothing. */
  order: Order | null;
}

const GONE = 0.015;
const DEVICE_OFF = 0.09;
const CLICK = 0.085;
const DISMISS = 0.34;
/** Of those who click. */
const ORDER = 0.22;
/** What a bag costs on the demo page, in cents. */
const BAGS = [1_100, 1_450, 1_700];

/**
 * Rates in the range that senders of web push report (a twelfth clicks, a third swipes away, one in sixty has left), and
 * a fifth of those who click buys a few bags.
 * Whether a subscription is gone depends on the subscriber alone; the rest also on the message.
 */
export function sampleBehaviour(index: number, messageSeed: number): SampleBehaviour {
  const gone = seededRandom(0x60e + index * 40_503)() < GONE;
  const random = seededRandom(messageSeed ^ Math.imul(index + 1, 0x9e3779b1));
  const off = random() < DEVICE_OFF;
  const receivedAfterMs = off ? null : Math.round(50 - Math.log(1 - random()) * 1_500);
  const roll = random();
  const reaction = roll < CLICK ? 'clicked' : roll < CLICK + DISMISS ? 'dismissed' : 'none';
  const reactionAfterMs = Math.round((receivedAfterMs ?? 0) + 800 - Math.log(1 - random()) * 5_000);
  const clickedAction = random() < 0.75 ? 0 : random() < 0.7 ? 1 : 2;
  const bag = BAGS[Math.floor(random() * BAGS.length)] ?? 0;
  const total = (bag * Math.ceil(random() * 3)) / 100;
  const order =
    reaction === 'clicked' && random() < ORDER ? { afterMs: Math.round(1_000 + random() * 9_000), total } : null;
  return {
    gone,
    receivedAfterMs,
    reaction,
    reactionAfterMs,
    clickedAction,
    order,
  };
}

/** The seed that a message's id is: FNV-1a, 32 bits. */
export function messageSeed(messageId: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < messageId.length; i++) value = Math.imul(value ^ messageId.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
