import { seededRandom } from './random';

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
}

const GONE = 0.015;
const DEVICE_OFF = 0.09;
const CLICK = 0.085;
const DISMISS = 0.34;

/**
 * Rates in the range that senders of web push report (a twelfth clicks, a third swipes away, one in sixty has left).
 * Whether a subscription is gone depends on the subscriber alone; the rest also on the message.
 */
export function sampleBehaviour(index: number, messageSeed: number): SampleBehaviour {
  const gone = seededRandom(0x60e + index * 40_503)() < GONE;
  const random = seededRandom(messageSeed ^ Math.imul(index + 1, 0x9e3779b1));
  const off = random() < DEVICE_OFF;
  const receivedAfterMs = off ? null : Math.round(50 - Math.log(1 - random()) * 1_500);
  const roll = random();
  const reaction = roll < CLICK ? 'clicked' : roll < CLICK + DISMISS ? 'dismissed' : 'none';
  return {
    gone,
    receivedAfterMs,
    reaction,
    reactionAfterMs: Math.round((receivedAfterMs ?? 0) + 800 - Math.log(1 - random()) * 5_000),
    clickedAction: random() < 0.75 ? 0 : random() < 0.7 ? 1 : 2,
  };
}
