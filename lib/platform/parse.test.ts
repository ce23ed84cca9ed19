import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AudienceInput, CampaignInput } from '@/lib/contracts/campaigns';
import type { AppError, FieldProblem } from './errors';
import { parse } from './parse';
import { parseJson } from './parse-json';

function problemsOf(work: () => unknown): FieldProblem[] {
  try {
    work();
  } catch (error) {
    expect((error as AppError).code).toBe('invalid_input');
    return (error as AppError).fields;
  }
  return [];
}

describe('parse', () => {
  it('names each field by its path and the rule', () => {
    const input = {
      name: 'x',
      audience: { all: true },
      message: { title: '', url: 'javascript:alert(1)', actions: [{ title: 'a' }] },
    };
    expect(problemsOf(() => parse(CampaignInput, input))).toEqual([
      { path: 'message.title', message: 'is required' },
      { path: 'message.url', message: 'must be an address that begins with https:// or http://' },
      { path: 'message.actions.0.url', message: 'is required' },
    ]);
  });

  it('tells of a union what the nearest branch lacks', () => {
    expect(problemsOf(() => parse(AudienceInput, { include: [] }))).toEqual([
      { path: 'include', message: 'needs at least one entry' },
    ]);
  });

  it('names unknown fields of strict shapes and wrong types', () => {
    expect(problemsOf(() => parse(z.strictObject({ a: z.number() }), { a: 'x', b: 1 }))).toEqual([
      { path: 'a', message: 'must be of type number' },
      { path: 'b', message: 'is not a known field' },
    ]);
  });
});

describe('parseJson', () => {
  it('takes what is JSON, 64 levels deep at most, brackets in strings aside', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(64))).toBeDefined();
    expect(() => parseJson(nested(65))).toThrow('bad_request');
    expect(parseJson(JSON.stringify({ a: `${'['.repeat(100)}\\"{`, b: '"{{[[' }))).toEqual({
      a: `${'['.repeat(100)}\\"{`,
      b: '"{{[[',
    });
  });

  it('stays flat on a million levels', () => {
    const before = process.memoryUsage().heapUsed;
    expect(() => parseJson('['.repeat(1_000_000))).toThrow('bad_request');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });

  it('refuses __proto__ as a key, not as a value', () => {
    expect(parseJson('{"a":"__proto__"}')).toEqual({ a: '__proto__' });
    expect(problemsOf(() => parseJson('{"a":{"__proto__":{}}}'))).toEqual([
      { path: 'a.__proto__', message: 'is a reserved name' },
    ]);
  });
});
