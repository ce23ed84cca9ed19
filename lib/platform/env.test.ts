import { describe, expect, it } from 'vitest';
import { parseEnv } from './env';

const GOOD = {
  DATABASE_URL: 'postgresql://belfry@localhost/belfry',
  BELFRY_MASTER_KEY: 'A'.repeat(43),
  BELFRY_SECRET: 's'.repeat(32),
};

describe('parseEnv', () => {
  it('fills in what is not given; an empty variable is not given', () => {
    expect(parseEnv({ ...GOOD, PORT: '', REDIS_URL: '' })).toMatchObject({
      PORT: 3000,
      publicUrl: 'http://localhost:3000',
      BELFRY_PUSH_HOSTS: [],
    });
    expect(parseEnv({ ...GOOD, REDIS_URL: '' }).REDIS_URL).toBeUndefined();
    expect(parseEnv({ ...GOOD, BELFRY_PUSH_HOSTS: ' A.example , localhost:99,' }).BELFRY_PUSH_HOSTS).toEqual([
      'a.example',
      'localhost:99',
    ]);
    expect(parseEnv({ ...GOOD, BELFRY_PUBLIC_URL: 'https://push.example' }).publicUrl).toBe('https://push.example');
  });

  it('lists every mistake at once, by name and rule', () => {
    const bad = {
      DATABASE_URL: 'mysql://x',
      BELFRY_MASTER_KEY: 'short',
      PORT: '99999',
      BELFRY_PUBLIC_URL: 'https://a/b',
    };
    let message = '';
    try {
      parseEnv(bad);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('5 mistake(s)');
    for (const part of [
      'DATABASE_URL: must be a postgres:// URL',
      'BELFRY_MASTER_KEY: must be 32 bytes',
      'PORT:',
      'BELFRY_PUBLIC_URL: must be an origin',
      'BELFRY_SECRET:',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('never repeats a value: it may be a secret', () => {
    expect(() => parseEnv({ ...GOOD, BELFRY_SECRET: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
