import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { finishRun } from './finish-run';
import { closeConnections } from './post-message';
import { addSubscribers, countersOf, makeRun, makeSite, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';
import { sendTurns } from './test-kit/send-turns';

const never = new AbortController().signal;
let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
});
beforeEach(async () => {
  site = await makeSite();
  sink.messages.length = 0;
  sink.answer = () => ({ status: 201 });
});
afterAll(async () => {
  await closeQueues();
  await closeConnections();
  await sink.close();
});

async function sendAll(runId: bigint) {
  await fanOutRun(runId);
  await Promise.all([0, 1].map((shard) => sendTurns(runId, shard, never)));
  await finishRun(runId);
}

const setTags = (id: bigint | undefined, tags: unknown, language: string | null = null) =>
  pool.query('UPDATE subscribers SET tags = $2, language = $3 WHERE id = $1', [id, JSON.stringify(tags), language]);

it('says to each their own words, in title, text, address and button', async () => {
  const people = await addSubscribers(site, sink, 60);
  for (const [index, { id }] of people.entries()) {
    if (index < 50) await setTags(id, { name: `Ann "${index}" <b>`, points: index }, 'de');
  }
  const run = await makeRun(site, {
    message: {
      title: 'Hi {{ tags.name | default: "there" }}',
      body: 'You have {{ tags.points | default: 0 }} points{% if language == "de" %}, hurra{% endif %}',
      url: 'https://shop.example/me?id={{ external_id }}&n={{ tags.name }}',
      actions: [{ title: 'Spend {{ tags.points | default: 0 }}', url: 'https://shop.example/spend' }],
    },
  });
  await sendAll(run.id);
  expect(sink.problems).toEqual([]);
  expect(await statesOf(run.id)).toEqual({ accepted: 60 });
  const byToken = new Map(sink.messages.map((one) => [one.token, one.message.notification]));
  for (const [index, { token }] of people.entries()) {
    const isKnown = index < 50;
    const name = `Ann "${index}" <b>`;
    expect(byToken.get(token)).toMatchObject({
      title: isKnown ? `Hi ${name}` : 'Hi there',
      body: isKnown ? `You have ${index} points, hurra` : 'You have 0 points',
      actions: [{ title: isKnown ? `Spend ${index}` : 'Spend 0' }],
      data: {
        u: [
          `https://shop.example/me?id=user-${token}&n=${isKnown ? encodeURIComponent(name) : ''}`,
          'https://shop.example/spend',
        ],
      },
    });
  }
});

it('a subscriber whose values cannot be written gets the defaults, or is rejected alone; the run ends', async () => {
  const people = await addSubscribers(site, sink, 5);
  await setTags(people[0]?.id, { zone: 'Europe/Berlin' });
  await setTags(people[1]?.id, { zone: 'Nowhere/At all' });
  await setTags(people[2]?.id, { name: '🎉'.repeat(127) });
  const run = await makeRun(site, {
    message: {
      title: '{{ tags.name | default: "Hello" }}',
      body: '{% if tags.zone %}{{ "2027-01-31T12:00:00Z" | date: "%H", tags.zone }} h{% else %}noon{% endif %}',
      image: `https://shop.example/${'i'.repeat(1_700)}.png`,
    },
  });
  await sendAll(run.id);
  expect(await statesOf(run.id)).toEqual({ accepted: 5 });
  const byToken = new Map(sink.messages.map((one) => [one.token, one.message.notification]));
  const of = (index: number) => byToken.get(people[index]?.token ?? '');
  expect(of(0)).toMatchObject({ title: 'Hello', body: '13 h' });
  expect(of(1)).toMatchObject({ title: 'Hello', body: 'noon' });
  // Too long with that name: the short form, without the image.
  expect(of(2)).toMatchObject({ title: '🎉'.repeat(127) });
  expect(of(2)?.image).toBeUndefined();
  expect(of(3)?.image).toMatch(/^https/);
});

it('rejects a row that not even the defaults can be written for, by a reason of its own', async () => {
  await addSubscribers(site, sink, 3);
  // What no check lets through: the short form is too long too.
  const run = await makeRun(site, { message: { title: 'x', url: 'https://shop.example/' } });
  const url = `https://shop.example/${'x'.repeat(3_000)}{{ tags.a }}`;
  await pool.query(`UPDATE runs SET messages = jsonb_set(messages, '{0,url}', to_jsonb($2::text)) WHERE id = $1`, [
    run.id,
    url,
  ]);
  await sendAll(run.id);
  expect(await statesOf(run.id)).toEqual({ rejected: 3 });
  expect(await countersOf(run.id)).toEqual({ planned: 3, rejected: 3 });
  const { rows } = await pool.query('SELECT reason, count FROM run_reasons WHERE run_id = $1', [run.id]);
  expect(rows).toEqual([{ reason: 'personalisation_failed', count: 3 }]);
  expect(sink.messages).toEqual([]);
});

it('answers a push service that takes less with the short form of that person’s message', async () => {
  const [ann] = await addSubscribers(site, sink, 1);
  await setTags(ann?.id, { name: 'Ann' });
  sink.answer = (_token, earlierCount) => ({ status: earlierCount === 0 ? 413 : 201 });
  const run = await makeRun(site, {
    message: { title: 'Hi {{ tags.name | default: "x" }}', icon: 'https://shop.example/i.png' },
  });
  await sendAll(run.id);
  expect(await statesOf(run.id)).toEqual({ accepted: 1 });
  expect(sink.messages.map(({ message }) => [message.notification.title, message.notification.icon])).toEqual([
    ['Hi Ann', 'https://shop.example/i.png'],
    ['Hi Ann', undefined],
  ]);
});

it('sends braces of a run that was launched before texts could be personal as they stand', async () => {
  await addSubscribers(site, sink, 1);
  const run = await makeRun(site, { message: { title: 'Use {{code}} and {{', body: '{% sale %}' } });
  await sendAll(run.id);
  expect(sink.messages[0]?.message.notification).toMatchObject({ title: 'Use {{code}} and {{', body: '{% sale %}' });
});

it('reads of the subscribers what the texts name, and nothing for a run that is the same for all', async () => {
  const [one] = await addSubscribers(site, sink, 2);
  await setTags(one?.id, { name: 'Ann' }, 'de');
  const run = await makeRun(site, { shardCount: 1 });
  await fanOutRun(run.id);
  const [first] = (await claimBatch(run.id, 0, 1)).rows;
  expect(first?.person).toBeNull();
  const [second] = (await claimBatch(run.id, 0, 1, ['language', 'tags'])).rows;
  expect(Object.keys(second?.person ?? {})).toEqual(expect.arrayContaining(['tags']));
  expect(second?.person).not.toHaveProperty('external_id');
});

it('says it in each subscriber’s language, with that language’s address and buttons', async () => {
  const people = await addSubscribers(site, sink, 4);
  for (const [index, language] of ['de-at', 'en', 'de', null].entries()) {
    await setTags(people[index]?.id, { name: 'Ann' }, language);
  }
  const run = await makeRun(site, { message: { title: 'Sale', url: 'https://shop.example/' } });
  const german = {
    title: 'Ausverkauf für {{ tags.name }}',
    url: 'https://shop.example/de?n={{ tags.name }}',
    actions: [{ title: 'Los', url: 'https://shop.example/los' }],
    lang: 'de',
  };
  await pool.query(
    `UPDATE runs SET languages = ARRAY['', 'de'], messages = messages || jsonb_build_array((messages -> 0) || $2::jsonb)
     WHERE id = $1`,
    [run.id, JSON.stringify(german)],
  );
  await sendAll(run.id);
  expect(await statesOf(run.id)).toEqual({ accepted: 4 });
  const byToken = new Map(sink.messages.map((one) => [one.token, one.message.notification]));
  const said = people.map(({ token }) => {
    const { title, data, actions, lang } = byToken.get(token) ?? {};
    return [title, data?.u, actions?.length ?? 0, lang];
  });
  const inGerman = ['Ausverkauf für Ann', ['https://shop.example/de?n=Ann', 'https://shop.example/los'], 1, 'de'];
  const inDefault = ['Sale', ['https://shop.example/'], 0, undefined];
  expect(said).toEqual([inGerman, inDefault, inGerman, inDefault]);
});
