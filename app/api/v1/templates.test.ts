import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { systemDb } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeClient } from './test-support';

type Call = Awaited<ReturnType<typeof makeClient>>;
interface Shown {
  id: string;
  name: string;
  version: number;
  message: Record<string, unknown>;
  translations: Record<string, unknown>;
}

let site: TestSite;
let sink: PushSink;
let call: Call;
let path: string;

const message = { title: 'Sale', body: 'Until midnight', url: 'https://shop.example/', utm: { source: 'belfry' } };
const translations = { de: { title: 'Ausverkauf' } };
let serial = 0;
const nextName = () => `Template ${++serial}`;
const make = async (fields: Record<string, unknown> = {}) =>
  (await call<Shown>('POST', path, { name: nextName(), message, ...fields })).json;

beforeAll(async () => {
  site = await makeSite();
  sink = await startPushSink();
  call = await makeClient(site.actor);
  path = `/sites/${site.publicId}/templates`;
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

describe('templates by REST', () => {
  it('are made, read, changed and deleted', async () => {
    const made = await call<Shown>('POST', path, {
      name: 'Sale',
      message,
      translations,
      ttlSeconds: 600,
      urgency: 'high',
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1${path}/${made.json.id}`);
    expect(made.json).toMatchObject({
      name: 'Sale',
      message,
      translations,
      ttlSeconds: 600,
      urgency: 'high',
      version: 1,
    });
    const one = `${path}/${made.json.id}`;
    const changed = await call<Shown>('PATCH', one, { name: 'Autumn sale' });
    expect(changed.json).toMatchObject({ name: 'Autumn sale', message, translations, ttlSeconds: 600, version: 2 });
    expect((await call('GET', one)).json).toEqual(changed.json);
    expect((await call('DELETE', one)).status).toBe(204);
    expect((await call('GET', one)).status).toBe(404);
    const entries = await systemDb.auditEntry.findMany({ where: { target: made.json.id }, orderBy: { id: 'asc' } });
    expect(entries.map(({ action }) => action)).toEqual(['template.create', 'template.update', 'template.delete']);
  });

  it('may be incomplete, but not what cannot be stored', async () => {
    expect(await make({ message: { title: 'Half' } })).toMatchObject({ message: { title: 'Half' } });
    const bad = await call<{ errors: { path: string }[] }>('POST', path, {
      name: nextName(),
      message: { title: 'a\0b' },
    });
    expect([bad.status, bad.json.errors[0]?.path]).toEqual([422, 'message.title']);
  });

  it('keep two editors apart', async () => {
    const { id } = await make();
    const tag = (await call('GET', `${path}/${id}`)).headers.get('etag') ?? '';
    const edit = (ifMatch: string, name = nextName()) =>
      call<{ code: string }>('PATCH', `${path}/${id}`, { name }, { 'if-match': ifMatch });
    const first = await edit(tag);
    expect(first.status).toBe(200);
    const late = await edit(tag);
    expect([late.status, late.json.code]).toEqual([412, 'precondition_failed']);
    expect((await edit('"nonsense"')).status).toBe(412);
    expect((await edit(first.headers.get('etag') ?? '')).status).toBe(200);
    expect((await edit('*')).status).toBe(200);
  });

  it('lets one of several editors win who saw the same', async () => {
    const { id } = await make();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => call('PATCH', `${path}/${id}`, { urgency: 'high' }, { 'if-match': '"v1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  it('have names of their own, also when asked for at once', async () => {
    const name = nextName();
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', path, { name, message })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { id } = await make();
    const taken = await call<{ code: string; detail: string }>('PATCH', `${path}/${id}`, { name });
    expect(taken.json).toMatchObject({ code: 'conflict', detail: `The site has a template named “${name}” already.` });
    // Its own name is not taken.
    const own = (await call<Shown>('GET', `${path}/${id}`)).json.name;
    expect((await call('PATCH', `${path}/${id}`, { name: own })).status).toBe(200);
  });

  it('come in pages, newest first, and by part of their name', async () => {
    const marked = [
      await make({ name: 'Page one X' }),
      await make({ name: 'page two x' }),
      await make({ name: 'Page X' }),
    ];
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; page < 5 && cursor !== null; page++) {
      const query = new URLSearchParams({ search: 'PAGE', limit: '2', ...(cursor && { cursor }) });
      const { json } = await call<{ items: Shown[]; nextCursor: string | null }>('GET', `${path}?${query}`);
      seen.push(...json.items.map(({ id }) => id));
      cursor = json.nextCursor;
    }
    expect(seen).toEqual(marked.map(({ id }) => id).reverse());
    expect((await call('GET', `${path}?cursor=cmp_0000000000001`)).status).toBe(400);
  });

  it('are made of a campaign of the same site', async () => {
    const campaign = await call<{ id: string }>('POST', `/sites/${site.publicId}/campaigns`, {
      name: 'Autumn',
      message,
      translations,
      audience: { all: true },
      ttlSeconds: 900,
      urgency: 'normal',
    });
    const name = nextName();
    const made = await call<Shown>('POST', path, { name, campaignId: campaign.json.id });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ name, message, translations, ttlSeconds: 900, urgency: 'normal' });
    const other = await makeSite();
    const foreign = await (await makeClient(other.actor))('POST', `/sites/${other.publicId}/templates`, {
      name,
      campaignId: campaign.json.id,
    });
    expect(foreign.status).toBe(404);
  });
});

describe('a campaign from a template', () => {
  const campaigns = () => `/sites/${site.publicId}/campaigns`;

  it('says what the template says, but for the fields given', async () => {
    const { id: templateId, name } = await make({ translations, ttlSeconds: 600, urgency: 'high' });
    const plain = await call('POST', campaigns(), { templateId, audience: { all: true } });
    expect(plain.status).toBe(201);
    expect(plain.json).toMatchObject({
      name,
      message,
      translations,
      ttlSeconds: 600,
      urgency: 'high',
      status: 'draft',
    });
    const own = await call('POST', campaigns(), {
      templateId,
      name: 'Mine',
      message: { title: 'Last call', icon: 'https://shop.example/i.png' },
      translations: {},
      urgency: 'low',
      audience: { all: true },
    });
    expect(own.json).toMatchObject({
      name: 'Mine',
      message: { ...message, title: 'Last call', icon: 'https://shop.example/i.png' },
      translations: {},
      ttlSeconds: 600,
      urgency: 'low',
    });
  });

  it('must be complete with it, and names what is wrong', async () => {
    const { id: templateId } = await make({ message: { title: 'Half' } });
    const errorsOf = async (body: Record<string, unknown>) => {
      const { status, json } = await call<{ errors: { path: string; message: string }[] }>('POST', campaigns(), {
        audience: { all: true },
        ...body,
      });
      return { status, paths: json.errors?.map((error) => error.path) };
    };
    expect(await errorsOf({ templateId })).toEqual({ status: 422, paths: ['message.url'] });
    expect(await errorsOf({ templateId, message: { url: 'https://shop.example/' } })).toMatchObject({ status: 201 });
    // Of a body without a template it is told what that body lacks, and nothing of templates.
    expect(await errorsOf({ name: 'x', message: { title: '' }, colour: 1 })).toEqual({
      status: 422,
      paths: ['message.title', 'message.url', 'colour'],
    });
    expect(await errorsOf({ templateId, message: { titel: 'x' } })).toEqual({ status: 422, paths: ['message.titel'] });
  });

  it('takes no template of another site', async () => {
    const other = await makeSite();
    const theirs = await makeClient(other.actor);
    const foreign = await theirs<Shown>('POST', `/sites/${other.publicId}/templates`, { name: 'Theirs', message });
    const templateId = foreign.json.id;
    expect((await call('POST', campaigns(), { templateId, audience: { all: true } })).status).toBe(404);
    const sent = await call('POST', `/sites/${site.publicId}/messages`, {
      templateId,
      audience: { externalIds: ['user-1'] },
    });
    expect(sent.status).toBe(404);
  });
});

it('a message is sent as a template says it, in its languages', async () => {
  await addSubscribers(site, sink, 1);
  const person = await systemDb.subscriber.findFirstOrThrow({ where: { siteId: site.id } });
  await systemDb.subscriber.update({ where: { id: person.id }, data: { externalId: 'user-1', language: 'de' } });
  const { id: templateId } = await make({ translations, ttlSeconds: 600, urgency: 'normal' });
  const sent = await call<{ id: string; audience: { count: number } }>('POST', `/sites/${site.publicId}/messages`, {
    templateId,
    message: { body: 'Now' },
    audience: { externalIds: ['user-1'] },
  });
  expect(sent.status).toBe(202);
  expect(sent.json.audience.count).toBe(1);
  const run = await systemDb.run.findFirstOrThrow({ where: { id: decodeId('message', sent.json.id) } });
  expect(run).toMatchObject({ ttlSeconds: 600, urgency: 'normal', languages: ['', 'de'] });
  expect(run.messages).toMatchObject([
    { ...message, body: 'Now' },
    { title: 'Ausverkauf', body: 'Now' },
  ]);
});
