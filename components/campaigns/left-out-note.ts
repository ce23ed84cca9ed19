import type { Message } from '@/lib/contracts/messages';
import type { PlatformCapability } from './platform-capabilities';

/** What this platform leaves out of this message; its general note when it shows everything. */
export function leftOutNote(platform: PlatformCapability, message: Partial<Message>): string {
  const left = [
    message.image && !platform.image ? 'the large image' : '',
    message.actions?.length && platform.actions === 'none' ? 'the buttons' : '',
    message.icon && !platform.icon ? 'your icon' : '',
    message.badge && !platform.badge ? 'the badge' : '',
    message.requireInteraction && !platform.requireInteraction ? '“stay on screen”' : '',
    message.silent && !platform.silent ? '“no sound”' : '',
    message.tag && !platform.tag ? '“replace key”' : '',
    message.renotify && !platform.renotify ? '“alert again”' : '',
  ].filter(Boolean);
  if (left.length === 0) return `${platform.label}. ${platform.note}`;
  return `Not shown on ${platform.label}: ${new Intl.ListFormat('en').format(left)}. ${platform.note}`;
}
