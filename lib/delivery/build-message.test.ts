import { describe, expect, it } from 'vitest';
import { messageBytes } from '@/lib/contracts/message-size';
import { type Message, MessageInput } from '@/lib/contracts/messages';
import { encodeId } from '@/lib/platform/ids';
import { buildMessage, compactMessage } from './build-message';
import { signTokens } from './tokens';

const publicUrl = 'https://push.example.com';
const runId = 77n;
const options = { runId: encodeId('run', runId), publicUrl };
const full: Message = MessageInput.parse({
  title: 'Sale "tonight" \\ 🎉',
  body: 'Everything <b>20 %</b> off',
  url: 'https://shop.example/?a=1',
  icon: 'https://shop.example/i.png',
  image: 'https://shop.example/big.png',
  actions: [
    { title: 'Shop', url: 'https://shop.example/shop', icon: 'https://shop.example/a.png' },
    { title: 'Later', url: 'https://shop.example/later?utm_source=own' },
  ],
  utm: { source: 'belfry', campaign: 'sale & more' },
  requireInteraction: true,
  vibrate: [100, 50],
  lang: 'en',
});

function tokensFor(subscriberId: bigint, actionCount = 2) {
  return signTokens({ runId, subscriberId, actionCount, expiresAt: new Date('2030-01-01') });
}

describe('buildMessage', () => {
  it('gives each recipient a whole Declarative Web Push message with tokens of their own', () => {
    const built = buildMessage(full, options);
    const [first, second] = [1n, 2n].map((id) => {
      const tokens = tokensFor(id);
      return { tokens, json: JSON.parse(built.plaintextFor(tokens).toString()) };
    });
    expect(first?.json).toEqual({
      web_push: 8030,
      notification: {
        title: full.title,
        body: full.body,
        navigate: `${publicUrl}/c/${first?.tokens.clicks[0]}`,
        icon: full.icon,
        image: full.image,
        tag: options.runId,
        lang: 'en',
        requireInteraction: true,
        vibrate: [100, 50],
        actions: [
          {
            action: '1',
            title: 'Shop',
            navigate: `${publicUrl}/c/${first?.tokens.clicks[1]}`,
            icon: 'https://shop.example/a.png',
          },
          { action: '2', title: 'Later', navigate: `${publicUrl}/c/${first?.tokens.clicks[2]}` },
        ],
        data: {
          i: options.runId,
          t: first?.tokens.receipt,
          u: [
            'https://shop.example/?a=1&utm_source=belfry&utm_campaign=sale+%26+more',
            'https://shop.example/shop?utm_source=belfry&utm_campaign=sale+%26+more',
            'https://shop.example/later?utm_source=own&utm_campaign=sale+%26+more',
          ],
          r: `${publicUrl}/api/embed/receipts`,
        },
      },
      mutable: false,
    });
    // The second's message must not be in the first's bytes.
    expect(second?.json.notification.data.t).toBe(second?.tokens.receipt);
    expect(second?.json.notification.data.t).not.toBe(first?.json.notification.data.t);
  });

  it('leaves out what is not set', () => {
    const { notification } = JSON.parse(
      buildMessage(MessageInput.parse({ title: 'Hi', url: 'https://a.example/' }), options)
        .plaintextFor(tokensFor(1n, 0))
        .toString(),
    );
    expect(Object.keys(notification)).toEqual(['title', 'navigate', 'tag', 'data']);
    expect(notification.data.u).toEqual(['https://a.example/']);
  });

  it('counts the very bytes that the composer counts', () => {
    for (const message of [full, MessageInput.parse({ title: '🎉', url: 'https://a.example/' })]) {
      const plaintext = buildMessage(message, options).plaintextFor(tokensFor(1n));
      expect(plaintext.length).toBe(messageBytes(message, publicUrl));
    }
  });

  it('takes 2,600 bytes and refuses one more, naming the byte count', () => {
    const of = (bytes: number): Message => {
      const base: Message = { ...MessageInput.parse({ title: 'x', url: 'https://a.example/' }), body: 'ß' };
      const spare = bytes - messageBytes(base, publicUrl);
      return { ...base, body: `ß${'a'.repeat(spare)}` };
    };
    expect(buildMessage(of(2_600), options).plaintextFor(tokensFor(1n, 0)).length).toBe(2_600);
    expect(() => buildMessage(of(2_601), options)).toThrow(/2601 bytes/);
  });

  it('has a compact variant that keeps words and destinations', () => {
    const compact = compactMessage({ ...full, body: '🎉'.repeat(300) });
    expect(messageBytes(compact, publicUrl)).toBeLessThan(messageBytes(full, publicUrl) + 400);
    expect(compact.body).toBe('🎉'.repeat(120));
    expect(compact.image ?? compact.icon ?? compact.badge).toBeUndefined();
    expect(compact.actions.map((action) => action.url)).toEqual(full.actions.map((action) => action.url));
  });
});
