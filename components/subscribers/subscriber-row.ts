import { formatCountry, formatLanguage } from '@/components/ui/format';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { clientName, subscriberTitle } from './subscriber-words';

/** What a list shows of a subscriber: what the page sends to the browser, and in the server's words. */
export type SubscriberRow = ReturnType<typeof toSubscriberRow>;

export function toSubscriberRow(subscriber: SubscriberView) {
  const { id, device, isTest, status, country, language, tags, subscribedAt, lastSeenAt, externalId } = subscriber;
  return {
    id,
    title: subscriberTitle(subscriber),
    /** Beneath a title that is an id of the site's own. */
    client: externalId ? clientName(subscriber) : null,
    device,
    isTest,
    status,
    country,
    countryName: country ? formatCountry(country) : undefined,
    language: language ? formatLanguage(language) : null,
    tags: Object.entries(tags).map(([name, value]) => (value === true ? name : `${name}: ${value}`)),
    subscribedAt,
    lastSeenAt,
  };
}
