import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const CANARY = 'canary-5f0c2a';

/** What a fresh process writes to its log: the real stream, not a stand-in for it. */
function logged(code: string): string {
  const script = `import { log } from '@/lib/platform/log';\nconst canary = '${CANARY}';\n${code}`;
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { ...process.env, BELFRY_LOG_LEVEL: 'debug' },
  });
}

describe('the log', () => {
  it('never shows a secret by any of its names, at any of three depths', () => {
    const names =
      "['password','passwordHash','secret','token','authorization','cookie','apiKey','endpoint','auth','p256dh','privateKey','masterKey','proof']";
    const output = logged(`for (const name of ${names}) {
      log.info({ [name]: canary, a: { [name]: canary, b: { [name]: canary } } }, name);
    }`);
    expect(output.trim().split('\n')).toHaveLength(13);
    expect(output).toContain('[redacted]');
    expect(output).not.toContain(CANARY);
  });

  it('shows what an error says and its causes, not what hangs on it', () => {
    const output =
      logged(`const cause = Object.assign(new Error('the cause'), { code: 'E1', client: { password: canary } });
      log.error({ err: Object.assign(new Error('the error', { cause }), { code: '57P01', request: { headers: canary } }) }, 'x');`);
    const { err } = JSON.parse(output);
    expect(err).toMatchObject({ message: 'the error', code: '57P01', cause: { message: 'the cause', code: 'E1' } });
    expect(output).not.toContain(CANARY);
  });

  it('takes out what looks like a secret under any name, at any depth, in errors and their causes', () => {
    const secrets = {
      endpoint: 'https://fcm.googleapis.com/fcm/send/canary-5f0c2a:APA91b',
      connection: 'postgres://belfry:canary-5f0c2a@db/belfry',
      bearer: 'Bearer canary-5f0c2a',
      cookie: 'next-auth.session-token=canary-5f0c2a',
      key: 'aB3canary-5f0c2aCanaryCanaryCanaryCanaryCanary',
    };
    const output = logged(`
      const secrets = ${JSON.stringify(secrets)};
      for (const [name, text] of Object.entries(secrets)) {
        const cause = new Error('cause ' + text);
        log.error({ err: new Error(text, { cause }), [name + 'Text']: text, a: { b: { c: { d: { e: text } } } } }, 'said ' + text);
        log.warn({ a: { b: { c: { d: { password: canary } } } }, list: [{ x: [{ token: canary }] }] });
      }`);
    expect(output.trim().split('\n')).toHaveLength(10);
    expect(output).toContain('https://fcm.googleapis.com/[redacted]');
    expect(output).not.toContain(CANARY);
    for (const line of output.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('writes one JSON object a line with a level by name and an ISO time', () => {
    expect(JSON.parse(logged("log.warn({ runId: 'run_1' }, 'slow');"))).toMatchObject({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      msg: 'slow',
      runId: 'run_1',
    });
  });
});
