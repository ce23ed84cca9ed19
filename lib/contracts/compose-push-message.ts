import type { PushMessage } from './embed';
import type { Message } from './messages';

/** What differs from one recipient or run to the next; everything else comes from the message. */
export interface MessageParts {
  /** Message id, the same when a message is sent once more. */
  id: string;
  /** Replaces an earlier notification when the message itself names no tag. */
  defaultTag: string;
  receiptToken: string;
  /** The body's, then each button's. */
  clickTokens: readonly string[];
  /** Origin that browsers reach this server at. */
  publicUrl: string;
}

/** The JSON of one push, for browsers with and without Declarative Web Push (see PushMessage). */
export function composePushMessage(message: Message, parts: MessageParts): PushMessage {
  const clickUrl = (index: number) => `${parts.publicUrl}/c/${parts.clickTokens[index] ?? ''}`;
  const actions = message.actions.map((action, index) => ({
    action: String(index + 1),
    title: action.title,
    navigate: clickUrl(index + 1),
    ...(action.icon && { icon: action.icon }),
  }));
  return {
    web_push: 8030,
    notification: {
      title: message.title,
      navigate: clickUrl(0),
      ...(message.body && { body: message.body }),
      ...(message.icon && { icon: message.icon }),
      ...(message.image && { image: message.image }),
      ...(message.badge && { badge: message.badge }),
      tag: message.tag ?? parts.defaultTag,
      ...(message.lang && { lang: message.lang }),
      ...(message.dir && { dir: message.dir }),
      ...(message.silent && { silent: true }),
      ...(message.requireInteraction && { requireInteraction: true }),
      ...(message.renotify && { renotify: true }),
      ...(message.vibrate?.length && { vibrate: message.vibrate }),
      ...(actions.length > 0 && { actions }),
      data: {
        i: parts.id,
        t: parts.receiptToken,
        u: destinationUrls(message),
        r: `${parts.publicUrl}/api/embed/receipts`,
      },
    },
    mutable: false,
  };
}

/** Where clicks lead, UTM tags included: the body's address, then each button's. */
export function destinationUrls(message: Message): string[] {
  return [message.url, ...message.actions.map((action) => action.url)].map((url) => addUtmTags(url, message.utm));
}

/** Adds the tags that the address does not carry already; what it has, query and fragment, stays byte for byte. */
export function addUtmTags(address: string, utm: Message['utm']): string {
  const tags = Object.entries(utm ?? {}).filter(([, value]) => value !== undefined);
  if (tags.length === 0) return address;
  const url = new URL(address);
  const missing = tags
    .map(([name, value]) => [`utm_${name}`, value])
    .filter(([name = '']) => !url.searchParams.has(name));
  if (missing.length === 0) return url.href;
  // Not by url.searchParams.append: it spells the whole query anew (%20 becomes +), which signed addresses do not survive.
  const added = new URLSearchParams(missing).toString();
  const { href, hash } = url;
  const base = hash ? href.slice(0, -hash.length) : href.replace(/#$/, '');
  const joint = !base.includes('?') ? '?' : /[?&]$/.test(base) ? '' : '&';
  return base + joint + added + hash;
}
