import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

// Where the docs lead: to files that are there, and to headings that are in them.

const pagesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules') return [];
    return statSync(path).isDirectory() ? pagesIn(path) : name.endsWith('.md') ? [path] : [];
  });
const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'tests', 'clients', 'deploy'].flatMap(pagesIn),
];
/** Without blocks of code, whose brackets and comments are none of ours. */
const proseOf = (page: string) => readFileSync(page, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '');

/** As GitHub names headings. */
function anchorsOf(page: string): string[] {
  const names = [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((one) => one === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** What is written for people to make, on a machine or a site of theirs. */
const THEIRS = ['deploy/belfry.env', 'public/belfry-sw.js'];

function problemsOf(page: string): string[] {
  const text = proseOf(page);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(target)) return [`${link}: no such file`];
    return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${link}: no such heading`];
  });
  const named =
    /`((?:app|bench|cli|clients|components|deploy|docs|lib|native|prisma|public|scripts|tests|workers)\/[\w./[\]()-]+)`/g;
  const files = [...text.matchAll(named)].flatMap(([, path = '']) =>
    existsSync(path) || THEIRS.includes(path) ? [] : [`${path}: no such file`],
  );
  return [...links, ...files];
}

describe('links and paths', () => {
  it.each(pages)('%s', (page) => {
    expect(problemsOf(page)).toEqual([]);
  });

  it('each page of docs/ is led to from another', () => {
    const linked = pages.flatMap((page) =>
      [...proseOf(page).matchAll(/\]\(([^)#\s]+)/g)].map(([, path = '']) => normalize(join(dirname(page), path))),
    );
    for (const page of pages.filter((each) => dirname(each) === 'docs')) expect(linked).toContain(page);
  });
});
