import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import type { Attributes } from './start-page-script';

/**
 * The one block of code of a language that contains a text, its indentation taken away.
 * @throws Error when there is none, or more than one
 */
export function blockOf(markdown: string, language: string, containing: string): string {
  const found: string[] = [];
  for (const [, indent = '', lang, code = ''] of markdown.matchAll(/^( *)```(\w+)\n([\s\S]*?)\n\1```$/gm)) {
    if (lang === language && code.includes(containing)) found.push(code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
  }
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${language} contain ${containing}`);
  return found[0] ?? '';
}

/** @throws Error unless the text is one whole element with nothing but words in it */
export function attributesOf(html: string, element: string): Attributes {
  const whole = new RegExp(`^<${element}((?:\\s+[\\w-]+(?:="[^"<>]*")?)*)>[^<]*</${element}>$`).exec(html.trim());
  if (!whole) throw new Error(`not one <${element}>: ${html}`);
  return Object.fromEntries(
    [...(whole[1] ?? '').matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const require = createRequire(import.meta.url);

/**
 * What a file of TypeScript, with JSX or not, exports.
 * @param modules by name, in place of those that are installed
 */
export function runModule(
  code: string,
  globals: Record<string, unknown> = {},
  modules: Record<string, unknown> = {},
): Record<string, unknown> {
  const { code: script } = transformSync(code, { loader: 'tsx', format: 'cjs', jsx: 'automatic' });
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const load = (id: string): unknown => modules[id] ?? require(id);
  runInNewContext(script, { module, exports: module.exports, require: load, ...globals });
  return module.exports;
}

/**
 * The script element that a Custom HTML tag of Google Tag Manager adds to the page.
 * @throws Error unless its script adds one
 */
export function runTagManager(html: string): Attributes {
  const made: Attributes[] = [];
  const createElement = (element: string) => {
    if (element !== 'script') throw new Error(`the tag makes a <${element}>`);
    // One that a script makes is asynchronous, whether it says so or not (HTML, "force async").
    const attributes: Attributes = { async: '' };
    const setAttribute = (name: string, value: string) => {
      attributes[name] = value;
    };
    return Object.defineProperty(attributes, 'setAttribute', { value: setAttribute });
  };
  const document = { createElement, head: { appendChild: (element: Attributes) => made.push(element) } };
  runInNewContext(/^<script>([\s\S]*)<\/script>$/.exec(html)?.[1] ?? '', { document });
  const [script] = made;
  if (!script || made.length > 1) throw new Error(`the tag adds ${made.length} scripts`);
  return { ...script };
}
