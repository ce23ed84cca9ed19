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

  it.each([
    ['DATABASE_URL', 'postgres://u:pa/ss@db/belfry', /percent-encoded/],
    ['DATABASE_URL', 'postgres://u:12/34@db/belfry', /percent-encoded/],
    ['DATABASE_URL', 'postgres://u:50%off@db/belfry', /percent-encoded/],
    ['REDIS_URL', 'redis://u:a,b@store', /percent-encoded/],
    ['REDIS_URL', 'redis://a:6379,redis://b:6379', /BELFRY_REDIS_CLUSTER=true/],
    ['BELFRY_PUBLIC_URL', 'https://push.example?x', /an origin/],
    ['BELFRY_PUBLIC_URL', 'https://push example', /an origin/],
    ['BELFRY_TRUSTED_PROXIES', '10.0.0.0/8, proxy.example', /addresses or ranges/],
    ['BELFRY_TRUSTED_PROXIES', '10.0.0.0/', /addresses or ranges/],
    ['BELFRY_PUSH_HOSTS', 'push.example/path', /without https/],
    ['BELFRY_PUSH_HOSTS', '*', /without https/],
    ['BELFRY_WEBHOOK_HOSTS', '*.example', /without https/],
    ['BELFRY_KEEP_MONTHS', '2', /at least 3/],
  ])('refuses %s=%s, which would fail later or never be met', (name, value, rule) => {
    expect(() => parseEnv({ ...GOOD, [name]: value })).toThrow(rule);
  });

  it.each([
    ['DATABASE_URL', 'postgres://u:p%2Fw@/belfry?host=/run/postgresql'],
    ['DATABASE_URL', 'postgresql:///belfry?host=/run/postgresql&user=a@b'],
    ['DATABASE_URL', 'postgres://u:p@ss@db:5432/belfry?sslmode=require'],
    ['REDIS_URL', 'rediss://user:p%2Cw@store:6380/1'],
  ])('takes %s=%s', (name, value) => {
    expect(parseEnv({ ...GOOD, [name]: value })).toMatchObject({ [name]: value });
  });

  it('takes lists of hosts and ranges, and several nodes of a cluster', () => {
    const hosts = '*.push.example,push_1:8080,[::1]:99,localhost';
    const urls = 'redis://a:6379,redis://b';
    const given = { ...GOOD, BELFRY_PUSH_HOSTS: hosts, REDIS_URL: urls, BELFRY_REDIS_CLUSTER: 'true' };
    expect(parseEnv({ ...given, BELFRY_TRUSTED_PROXIES: '10.0.0.0/8,::1,fd00::/8' })).toMatchObject({
      BELFRY_PUSH_HOSTS: hosts.split(','),
      BELFRY_TRUSTED_PROXIES: ['10.0.0.0/8', '::1', 'fd00::/8'],
      REDIS_URL: urls,
    });
  });

  it('writes the public address as browsers write an origin: requests are compared with it', () => {
    const publicUrlOf = (text: string) => parseEnv({ ...GOOD, BELFRY_PUBLIC_URL: text }).publicUrl;
    expect(publicUrlOf('https://Push.Example:443')).toBe('https://push.example');
    expect(publicUrlOf('http://bücher.example:8080')).toBe('http://xn--bcher-kva.example:8080');
  });

  it('never repeats a value: it may be a secret', () => {
    expect(() => parseEnv({ ...GOOD, BELFRY_SECRET: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
