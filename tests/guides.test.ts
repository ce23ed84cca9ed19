import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Liquid } from 'liquidjs';
import { createElement, type FunctionComponent, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, describe, expect, it } from 'vitest';
import { api } from '@/app/api/app';
import { pageSnippet, WORKER_FILE_NAME, workerFile } from '@/lib/contracts/snippet';
import { attributesOf, blockOf, runModule, runTagManager } from './support/pasted-code';
import { readPhpPlugin } from './support/read-php-plugin';
import { type Attributes, startPageScript } from './support/start-page-script';

// What the guides tell people to paste is taken from the guides themselves, made to run as far as it can without the
// platform, and compared with what the Install page shows and the embed does.

const FOLDER = 'docs/guides';
const SERVER = 'https://push.example.com';
const PATH = `/${WORKER_FILE_NAME}`;
const SUBSCRIBE = /<button type="button" (data-[\w-]+)>/g;
const names = readdirSync(FOLDER);
const guides = names.filter((name) => name !== 'README.md');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const embed = '../embed.md';

const block = (name: string, language: string, containing: string) => blockOf(read(name), language, containing);
const layout = () =>
  runModule(block('nextjs.md', 'tsx', 'belfry.js')).default as FunctionComponent<{ children: ReactNode }>;
const php = () => readPhpPlugin(block('wordpress.md', 'php', 'add_action'));
const theme = () => {
  const template = `<html><head>${block('shopify.md', 'html', 'belfry.js')}</head><body>{{ shop }}</body></html>`;
  return new Liquid().parseAndRenderSync(template, { shop: 'Shop' });
};
const nuxt = () => {
  const config = runModule(block('vue.md', 'ts', 'belfry.js'), { defineNuxtConfig: (given: unknown) => given })
    .default as {
    app: { head: { script: Record<string, string | true>[] } };
  };
  expect(config.app.head.script).toHaveLength(1);
  return Object.fromEntries(
    Object.entries(config.app.head.script[0] ?? {}).map(([name, value]) => [name, value === true ? '' : value]),
  );
};
const scriptOf = (html: string) => attributesOf(/<script[^>]*>\s*<\/script>/.exec(html)?.[0] ?? html, 'script');

/** How each brings the page script. */
const TAGS: [string, () => Attributes][] = [
  [embed, () => scriptOf(block(embed, 'html', 'belfry.js'))],
  ['html.md', () => attributesOf(block('html.md', 'html', 'belfry.js'), 'script')],
  ['nextjs.md', () => scriptOf(renderToStaticMarkup(createElement(layout(), null, 'page')))],
  ['vue.md', () => attributesOf(block('vue.md', 'html', 'belfry.js'), 'script')],
  ['vue.md, Nuxt', nuxt],
  ['wordpress.md', () => attributesOf(php().printed('wp_head'), 'script')],
  ['shopify.md', () => scriptOf(theme())],
  ['google-tag-manager.md', () => runTagManager(block('google-tag-manager.md', 'html', 'belfry.js'))],
];

/** How each brings the worker file; Google Tag Manager cannot, and leads to another guide. */
const WORKERS: [string, () => string][] = [
  ...[embed, 'html.md', 'nextjs.md', 'vue.md', 'shopify.md'].map((name): [string, () => string] => [
    name,
    () => block(name, 'js', 'importScripts'),
  ]),
  ['wordpress.md', () => php().printed('init')],
];

describe('the page script', () => {
  const shown = attributesOf(pageSnippet(SERVER, 'SITEKEY'), 'script');

  it.each(TAGS)('%s: is brought with the attributes of the Install page', async (_name, attributesIn) => {
    const { 'data-worker': own, ...attributes } = attributesIn();
    expect(attributes).toEqual(shown);
    const { call } = await startPageScript({ ...attributes, ...(own && { 'data-worker': own }) });
    expect(call.info).toMatchObject({
      server: SERVER,
      site: 'SITEKEY',
      worker: `https://www.example.com${own ?? PATH}`,
    });
  });

  it('is brought in one of these ways by every guide', () => {
    for (const name of guides) expect(TAGS.some(([one]) => one.startsWith(name))).toBe(true);
    expect(read('wordpress.md')).toContain('wp-content/mu-plugins/belfry.php');
  });

  it('finds the worker file where `data-worker` says', async () => {
    for (const name of [...names, embed]) {
      for (const [, worker = ''] of read(name).matchAll(/data-worker="([^"]*)"/g)) {
        const { call } = await startPageScript({ ...shown, 'data-worker': worker });
        expect(call.info?.worker).toBe(`https://www.example.com${worker}`);
      }
    }
    // The scope that the guides speak of.
    const worker = scriptOf(theme())['data-worker'] ?? '';
    const { call } = await startPageScript({ ...shown, 'data-worker': worker });
    expect(read('shopify.md')).toContain(`\`${new URL(call.info?.scope ?? '').pathname}\``);
    const plain = await startPageScript(shown);
    expect(read('README.md')).toContain(`\`${new URL(plain.call.info?.scope ?? '').pathname.slice(1)}\``);
  });

  it('subscribes by every button that they show', async () => {
    const buttons = [...names, embed].flatMap((name) =>
      [...read(name).matchAll(SUBSCRIBE)].map(([, data = '']) => data),
    );
    expect(buttons.length).toBeGreaterThanOrEqual(5);
    for (const button of buttons) {
      const { call, click } = await startPageScript(shown);
      let asked = 0;
      // A browser without web push: that is what the click comes to.
      await call('on', 'unsupported', () => asked++);
      click({ type: 'button' });
      await new Promise(setImmediate);
      expect(asked).toBe(0);
      click({ type: 'button', [button]: '' });
      await new Promise(setImmediate);
      expect(asked).toBe(1);
    }
  });

  it('takes over what was called before it came', async () => {
    const stub = /^<script>([\s\S]*)<\/script>$/.exec(block(embed, 'html', 'window.belfry ='))?.[1] ?? '';
    const before = [stub, `belfry('on', 'unsupported', () => { window.isTold = true }); belfry('subscribe')`];
    const { window } = await startPageScript(shown, before);
    await new Promise(setImmediate);
    expect(window.isTold).toBe(true);
  });

  it('opens the checker by the words that the guides end with', () => {
    for (const name of guides) expect(read(name)).toContain('#belfry-check');
    expect(readFileSync('lib/embed/page/start-page.ts', 'utf8')).toContain(`location.hash === '#belfry-check'`);
  });
});

describe('the worker file', () => {
  it.each(WORKERS)('%s: says what that of the Install page says, and imports what is served', async (_name, codeOf) => {
    const self: { belfry?: unknown } = {};
    const imported: string[] = [];
    runInNewContext(codeOf(), { self, importScripts: (url: string) => imported.push(url) });
    // Of another realm, where an object is not quite one of ours.
    expect(JSON.parse(JSON.stringify(self.belfry))).toEqual({ server: SERVER, site: 'SITEKEY' });
    // Slashes are the one thing in which WordPress writes JSON otherwise.
    expect(codeOf().replaceAll('\\/', '/')).toBe(workerFile(SERVER, 'SITEKEY').trim());
    expect(imported.map((url) => new URL(url).origin)).toEqual([SERVER]);
    const served = await api.request(new URL(imported[0] ?? '').pathname);
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it('has one name everywhere, where each platform serves it', () => {
    for (const name of [...names, embed]) {
      for (const [file] of read(name).matchAll(/[\w-]*-sw\.js/g)) expect(file).toBe(WORKER_FILE_NAME);
    }
    for (const name of ['nextjs.md', 'vue.md']) expect(read(name)).toContain(`\`public${PATH}\``);
    expect(read('html.md')).toContain(`At the root of the same site, a file \`${WORKER_FILE_NAME}\``);
    expect(read('google-tag-manager.md')).toContain(
      `\`https://www.example.com${PATH}\`, as in [plain HTML](html.md), step 2`,
    );
    expect(php().code).toContain(`!== '${PATH}') return;`);
  });

  it('is at the address that the app proxy of Shopify forwards', () => {
    const proxy = Object.fromEntries(
      [...block('shopify.md', 'toml', '[app_proxy]').matchAll(/^(\w+) = "([^"]*)"$/gm)].map(
        ([, key = '', value = '']) => [key, value],
      ),
    );
    expect(Object.keys(proxy)).toEqual(['url', 'prefix', 'subpath']);
    expect(scriptOf(theme())['data-worker']).toBe(`/${proxy.prefix}/${proxy.subpath}${PATH}`);
    expect(read('shopify.md')).toContain(`\`${proxy.url}${PATH}\``);
    expect(read('shopify.md')).toContain(`\`https://your-shop.example/${proxy.prefix}/${proxy.subpath}${PATH}\``);
  });
});

describe('the plugin for WordPress', () => {
  // Read, not run: what PHP itself would say of it is not known here.
  it('is whole, hooks into two actions, and calls what WordPress and PHP have', () => {
    expect(php().hooks).toEqual(['wp_head', 'init']);
    expect(php().calls).toEqual(['add_action', 'esc_attr', 'esc_url', 'header', 'printf', 'strtok', 'wp_json_encode']);
    expect(php().code).toMatch(/^<\?php\n\/\* Plugin Name: /);
    expect(php().code).toContain(`header('Content-Type: text/javascript; charset=utf-8');`);
    expect(() => readPhpPlugin(php().code.replace('}, 1);', ', 1);'))).toThrow('does not close');
    expect(() => readPhpPlugin(php().code.replace("'SITEKEY'", "'SITEKEY"))).toThrow();
  });
});

describe('the code for Next.js and Nuxt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-guides-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const check = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return new Promise<string>((done) => {
      const compiler = resolve('node_modules/typescript/bin/tsc');
      execFile(process.execPath, [compiler, '-p', folder], (error, stdout) =>
        done(error ? stdout || error.message : ''),
      );
    });
  };

  it('passes the compiler, with the types that the docs give', async () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    const types = /`(interface Window \{[^`]*\})`/.exec(read(embed))?.[1];
    const lib = ['ES2022', 'DOM', 'DOM.Iterable'];
    const options = {
      strict: true,
      noEmit: true,
      jsx: 'react-jsx',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib,
    };
    const files = {
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, target: 'ES2022', types: ['react'], skipLibCheck: true },
      }),
      'page-api.ts': readFileSync('lib/contracts/page-api.ts', 'utf8'),
      'window.d.ts': `import type { Belfry } from './page-api'; declare global { ${types}
        function defineNuxtConfig<T>(config: T): T }`,
      'layout.tsx': block('nextjs.md', 'tsx', 'belfry.js'),
      'login.tsx': block('nextjs.md', 'tsx', "'login'"),
      'button.tsx': `export const Button = () => (\n${block('nextjs.md', 'tsx', '<button')}\n);`,
      'nuxt.config.ts': block('vue.md', 'ts', 'belfry.js'),
    };
    expect(await check(files)).toBe('');
    // A command that is not there is seen.
    expect(await check({ 'login.tsx': files['login.tsx'].replace("'login'", "'logIn'") })).toContain('login.tsx');
  });

  it('ties the browser to a person before the script has come, too', async () => {
    const code = block('nextjs.md', 'tsx', "'login'");
    const window: { belfry?: { q: ArrayLike<unknown>[] } } = {};
    const atOnce = (effect: () => void) => effect();
    const { BelfryLogin } = runModule(code, { window }, { react: { useEffect: atOnce } });
    (BelfryLogin as (props: object) => null)({ userId: 'user-4711', proof: 'p' });
    expect(window.belfry?.q.map((call) => Array.from(call))).toEqual([['login', 'user-4711', 'p']]);
  });
});

it('they lead to what is there, and are led to', () => {
  for (const name of names) {
    for (const [, path = '', anchor] of read(name).matchAll(/\]\(([^)#]+\.md)(?:#([\w-]+))?\)/g)) {
      const target = readFileSync(join(FOLDER, path), 'utf8');
      if (anchor)
        expect(target.toLowerCase().replaceAll(/[^a-z\n# ]/g, ' ')).toContain(`## ${anchor.replaceAll('-', ' ')}`);
    }
  }
  for (const name of guides) expect(read('README.md')).toContain(`(${name})`);
});
