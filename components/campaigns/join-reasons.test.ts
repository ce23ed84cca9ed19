import { expect, it } from 'vitest';
import { joinReasons } from './join-reasons';

it('adds up what no push service had a part in, and keeps the others apart', () => {
  const cancelled = { outcome: 'suppressed', reason: 'cancelled' };
  const gone = { outcome: 'gone', reason: 'gone' };
  expect(
    joinReasons([
      { ...gone, pushService: 'fcm.googleapis.com', count: 90 },
      { ...cancelled, pushService: 'fcm.googleapis.com', count: 80 },
      { ...cancelled, pushService: 'updates.push.services.mozilla.com', count: 20 },
      { ...gone, pushService: 'updates.push.services.mozilla.com', count: 7 },
    ]),
  ).toEqual([
    { ...cancelled, pushService: '', count: 100 },
    { ...gone, pushService: 'fcm.googleapis.com', count: 90 },
    { ...gone, pushService: 'updates.push.services.mozilla.com', count: 7 },
  ]);
});
