import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageSnippet, workerFile } from '@/lib/contracts/snippet';

// What the guides tell people to paste is what the Install page and the script itself know.

const FOLDER = 'docs/guides';
const tag = pageSnippet('https://push.example.com', 'SITEKEY');
const worker = workerFile('https://push.example.com', 'SITEKEY').trim();
const guides = readdirSync(FOLDER).filter((name) => name !== 'README.md');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describe('the embed guides', () => {
  it.each(guides)('%s: brings script and worker, and ends with the check', (name) => {
    const text = read(name);
    expect(text).toContain('belfry-sw.js');
    expect(text).toMatch(/push\.example\.com\/belfry\.js|BELFRY_SERVER/);
    expect(text + read('README.md')).toContain('#belfry-check');
    expect(read('README.md')).toContain(`(${name})`);
  });

  it('show the same two texts as the Install page', () => {
    for (const name of ['html.md', 'vue.md']) expect(read(name)).toContain(tag);
    for (const name of ['html.md', 'nextjs.md', 'vue.md', 'shopify.md']) expect(read(name)).toContain(worker);
    expect(read('shopify.md')).toContain(tag.replace('>', ' data-worker="/apps/push/belfry-sw.js">'));
    // The parts of the worker file around its two values.
    const [before = '', between = '', after = ''] = worker.split(/"https:\/\/push\.example\.com"|"SITEKEY"/);
    expect(read('wordpress.md')).toContain(`'${before}%s${between}%s${after}'`);
  });

  it('lead to what is there', () => {
    for (const name of readdirSync(FOLDER)) {
      for (const [, path = '', anchor] of read(name).matchAll(/\]\(([^)#]+\.md)(?:#([\w-]+))?\)/g)) {
        const target = readFileSync(join(FOLDER, path), 'utf8');
        if (anchor)
          expect(target.toLowerCase().replaceAll(/[^a-z\n# ]/g, ' ')).toContain(`## ${anchor.replaceAll('-', ' ')}`);
      }
    }
  });
});
