import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

// Processes that print as libraries, Next and Node itself do, with a secret in every place.

const SECRETS = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/canary-5f0c2a:APA91b',
  cookie: 'Cookie: theme=canary-5f0c2a; next-auth.session-token=canary-5f0c2a',
  email: 'canary-5f0c2a@shop.example',
  database: 'postgres://belfry:canary-5f0c2a@db.example/belfry',
  bearer: 'Bearer canary-5f0c2a',
};

/** Runs the code in a process whose strays are logged; all that it wrote, on both streams, line by line. */
function run(code: string): { status: number | null; output: string; lines: Record<string, unknown>[] } {
  const script = `import { logStrays } from '@/lib/platform/log-strays';
    const secrets = ${JSON.stringify(SECRETS)};
    const said = 'It failed:\\n' + Object.values(secrets).join('\\n');
    logStrays();
    ${code}`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const env = { ...process.env, BELFRY_LOG_LEVEL: 'debug' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  const output = stdout + stderr;
  return {
    status,
    output,
    lines: output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

describe('logStrays', () => {
  it.each([
    [
      'a page that failed',
      "console.error(Object.assign(new Error(said), { digest: '1234' }));",
      'error',
      'a page failed',
    ],
    [
      'an error with its words',
      "console.error('\\u001b[31m⨯\\u001b[0m', 'unhandledRejection:', new TypeError(said));",
      'error',
      'unhandledRejection:',
    ],
    [
      'an object',
      'console.warn({ deep: { ...secrets, password: "canary-5f0c2a" }, said });',
      'warn',
      'an error was reported',
    ],
    ['words', "console.log('%s of %d', said, 7);", 'info', 'It failed:'],
    ['a warning', 'process.emitWarning(said);', 'warn', 'Node warns'],
    [
      'an error that ends the process',
      'setImmediate(() => { throw new Error(said, { cause: new Error(said) }); });',
      'fatal',
      'nobody caught',
    ],
    ['a rejection', 'Promise.reject(new Error(said));', 'fatal', 'nobody caught'],
    ['a rejection with a text', 'Promise.reject(said);', 'fatal', 'nobody caught'],
  ])('writes %s as one line of JSON without secrets', (_name, code, level, text) => {
    const { status, output, lines } = run(code);
    expect(lines).toEqual([expect.objectContaining({ level, msg: expect.stringContaining(text) })]);
    expect(output).toContain('It failed:');
    expect(output).not.toContain('canary');
    expect(status).toBe(level === 'fatal' ? 1 : 0);
  });

  it('leaves it to others who listen whether an error ends the process', () => {
    const { status, lines } = run(`process.on('uncaughtException', (error) => console.error('heard', error));
      setTimeout(() => console.info('lives'), 50);
      setImmediate(() => { throw new Error(said); });`);
    expect(lines.map(({ msg }) => msg)).toEqual(['heard', 'lives']);
    expect(status).toBe(0);
  });

  it('keeps what finds the entry: digest, code, stack and cause', () => {
    const [line] = run(
      "console.error(Object.assign(new Error('a', { cause: new Error('b') }), { digest: '1234', code: 'E1' }));",
    ).lines;
    expect(line?.err).toMatchObject({
      message: 'a',
      digest: '1234',
      code: 'E1',
      stack: expect.any(String),
      cause: { message: 'b' },
    });
  });
});
