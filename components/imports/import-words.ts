import type { Tone } from '@/components/ui/badge';
import type { ImportSource, ImportState, ImportView } from '@/lib/contracts/imports';

export const STATE_TEXT: Record<ImportState, { label: string; tone: Tone }> = {
  uploading: { label: 'Uploading', tone: 'info' },
  ready: { label: 'Not started', tone: 'neutral' },
  checking: { label: 'Trying', tone: 'info' },
  running: { label: 'Running', tone: 'info' },
  paused: { label: 'Paused', tone: 'warning' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  done: { label: 'Done', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
  undoing: { label: 'Being undone', tone: 'info' },
  undone: { label: 'Undone', tone: 'neutral' },
};

export const SOURCE_TEXT: Record<ImportSource, string> = {
  belfry: 'Belfry export',
  onesignal: 'OneSignal export',
  pushpad: 'Pushpad subscriptions',
  perfecty: 'Perfecty table',
  other: 'Other list',
};

/** While a worker is at it, the page looks again. */
export function isMoving({ state }: ImportView): boolean {
  return state === 'checking' || state === 'running' || state === 'undoing';
}

/** What a column can be; a tag has a name of its own. */
export const FIELD_OPTIONS = [
  { value: 'ignore', label: 'Left out' },
  { value: 'externalId', label: 'Your id of a person' },
  { value: 'subscriberId', label: 'Subscriber id (sub_…)' },
  { value: 'endpoint', label: 'Endpoint' },
  { value: 'p256dh', label: 'Key p256dh' },
  { value: 'auth', label: 'Key auth' },
  { value: 'vapidPublicKey', label: 'Public key of the sender' },
  { value: 'tag', label: 'A tag…' },
  { value: 'tags', label: 'Several tags' },
  { value: 'topics', label: 'Topics' },
  { value: 'language', label: 'Language' },
  { value: 'timezone', label: 'Time zone' },
  { value: 'country', label: 'Country' },
  { value: 'browser', label: 'Browser' },
  { value: 'browserVersion', label: 'Browser version' },
  { value: 'os', label: 'Operating system' },
  { value: 'device', label: 'Kind of device' },
  { value: 'isTest', label: 'Test subscriber (yes or no)' },
  { value: 'sessionCount', label: 'Number of visits' },
  { value: 'status', label: 'Status' },
  { value: 'isActive', label: 'Is subscribed (yes or no)' },
  { value: 'isGone', label: 'Has ended (yes or no)' },
  { value: 'deviceType', label: 'Kind of channel' },
  { value: 'subscribedAt', label: 'Subscribed on' },
  { value: 'lastSeenAt', label: 'Last seen on' },
  { value: 'endedAt', label: 'Ended on' },
];
