import { messageBytes } from '@/lib/contracts/message-size';
import type { Message } from '@/lib/contracts/messages';

/** Bytes that the message takes, however incomplete; UTM tags count once every address is one. */
export function measureMessage(message: Partial<Message>, publicUrl: string): number {
  const addresses = [message.url ?? '', ...(message.actions ?? []).map((action) => action.url)];
  const utm = addresses.every((address) => URL.canParse(address)) ? message.utm : undefined;
  return messageBytes({ ...EMPTY_MESSAGE, ...message, utm }, publicUrl);
}

export const EMPTY_MESSAGE: Message = {
  title: '',
  body: '',
  url: '',
  actions: [],
  requireInteraction: false,
  silent: false,
  renotify: false,
};
