import { expect, it } from 'vitest';
import { ERROR_TABLE } from '@/lib/platform/errors';
import { api } from './app';

it('every problem leads to a page that says what it means', async () => {
  const refused = await api.request('/api/v1/sites');
  const { type, code } = (await refused.json()) as { type: string; code: string };
  const { pathname, hash } = new URL(type);
  expect([code, hash]).toEqual(['unauthenticated', '#unauthenticated']);
  const page = await api.request(pathname);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  const html = await page.text();
  for (const [name, { status, title }] of Object.entries(ERROR_TABLE)) {
    const section = html.split('<section ').find((text) => text.startsWith(`id="${name}"`)) ?? '';
    expect([name, section]).toEqual([name, expect.stringContaining(`(${status})`)]);
    expect(section).toContain(title);
    expect(section.match(/<p>[^<]/g)?.length).toBeGreaterThanOrEqual(1);
  }
});
