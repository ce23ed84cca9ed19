import type { Tone } from '@/components/ui/badge';
import { DEVICE_NAMES } from '@/lib/contracts/device-names';
import type { SubscriberStatus, SubscriberView } from '@/lib/contracts/subscribers';

export const STATUS_TEXT: Record<SubscriberStatus, { label: string; tone: Tone; meaning: string }> = {
  active: { label: 'Active', tone: 'success', meaning: 'Gets your campaigns' },
  unsubscribed: { label: 'Unsubscribed', tone: 'neutral', meaning: 'Asked not to be notified any more' },
  gone: { label: 'Gone', tone: 'neutral', meaning: 'The browser was removed or permission withdrawn' },
  key_mismatch: {
    label: 'Waiting for a visit',
    tone: 'warning',
    meaning: 'Subscribed with another key; heals by itself at the next visit to your site',
  },
};

export function deviceName(device: string | null): string {
  return (device && DEVICE_NAMES[device]) || 'Unknown device';
}

/** What a person knows a subscriber by: your own id, else the browser and system. */
export function subscriberTitle(subscriber: Pick<SubscriberView, 'externalId' | 'browser' | 'os' | 'device'>): string {
  return subscriber.externalId ?? clientName(subscriber);
}

/** "Chrome on Android". */
export function clientName(subscriber: Pick<SubscriberView, 'browser' | 'os' | 'device'>): string {
  if (subscriber.browser && subscriber.os) return `${subscriber.browser} on ${subscriber.os}`;
  return subscriber.browser ?? subscriber.os ?? deviceName(subscriber.device);
}
