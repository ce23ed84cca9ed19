import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { auditWords } from './audit-words';

it('has words for whatever is recorded', () => {
  const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
    .map((file) => readFileSync(`lib/${file}`, 'utf8'));
  const recorded = sources.flatMap((source) =>
    [...source.matchAll(/recordAudit\(\s*\w+,\s*'([a-z_.]+)'/g)].map(([, action = '']) => action),
  );
  expect(recorded.length).toBeGreaterThan(50);
  const byFallback = recorded.filter((action) => auditWords(action) === action.replace(/[._]/g, ' '));
  expect(byFallback).toEqual([]);
});
