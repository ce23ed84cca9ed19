import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { pageSnippet, workerFile } from './snippet';

describe('pageSnippet', () => {
  it('names the script by origin alone and the site by its key', () => {
    expect(pageSnippet('https://push.example.com/some/path/', 'k123')).toBe(
      '<script async src="https://push.example.com/belfry.js" data-site="k123"></script>',
    );
  });

  it('lets no key break out of its attribute', () => {
    expect(pageSnippet('https://push.example.com', '"><script>')).not.toContain('"><script>"');
  });
});

describe('workerFile', () => {
  it('is one line that says server and site before it imports the worker', () => {
    const file = workerFile('https://push.example.com/', 'k123');
    expect(file.trimEnd().split('\n')).toHaveLength(1);
    const imported: string[] = [];
    const self: Record<string, unknown> = {};
    runInNewContext(file, { self, importScripts: (url: string) => imported.push(url) });
    expect(self).toEqual({ belfry: { server: 'https://push.example.com', site: 'k123' } });
    expect(imported).toEqual(['https://push.example.com/belfry-worker.js']);
  });

  it('keeps a hostile key a string', () => {
    const self: { belfry?: { site: string } } = {};
    runInNewContext(workerFile('https://push.example.com', '"};evil()//'), { self, importScripts: () => undefined });
    expect(self.belfry?.site).toBe('"};evil()//');
  });
});
