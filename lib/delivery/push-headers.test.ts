import { describe, expect, it } from 'vitest';
import { pushHeaders, topicFor } from './push-headers';

describe('topicFor', () => {
  it('is 32 base64url characters, the same for a repetition', () => {
    const topic = topicFor({ siteId: 1n, runId: 2n, tag: undefined });
    expect(topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(topicFor({ siteId: 1n, runId: 2n, tag: undefined })).toBe(topic);
    expect(topicFor({ siteId: 1n, runId: 3n, tag: undefined })).not.toBe(topic);
  });

  it('follows the tag, within one site', () => {
    const topic = topicFor({ siteId: 1n, runId: 2n, tag: 'score' });
    expect(topicFor({ siteId: 1n, runId: 3n, tag: 'score' })).toBe(topic);
    expect(topicFor({ siteId: 2n, runId: 3n, tag: 'score' })).not.toBe(topic);
    expect(topicFor({ siteId: 1n, runId: 2n, tag: 'other' })).not.toBe(topic);
  });
});

describe('pushHeaders', () => {
  const options = { authorization: 'vapid t=x, k=y', ttlSeconds: 60, urgency: 'low', topic: 'a'.repeat(32) } as const;
  it('asks WNS to keep the message, and nobody else', () => {
    expect(pushHeaders({ ...options, host: 'par02p.notify.windows.com' })['x-wns-cache-policy']).toBe('cache');
    expect(pushHeaders({ ...options, host: 'notify.windows.com.evil.test' })['x-wns-cache-policy']).toBeUndefined();
    expect(pushHeaders({ ...options, host: 'fcm.googleapis.com' })).toEqual({
      authorization: 'vapid t=x, k=y',
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: '60',
      urgency: 'low',
      topic: 'a'.repeat(32),
    });
  });
});
