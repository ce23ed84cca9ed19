import { describe, expect, it, vi } from 'vitest';
import type { AppError } from './errors';

// BELFRY_PUSH_HOSTS is read once: set before the module is.
process.env.BELFRY_PUSH_HOSTS =
  'localhost:8090, push.example.org,up.example.org:8443,127.0.0.1:9000,[::1]:9001,*.unified.example';
vi.resetModules();
const { checkEndpoint, isOperatorPushHost } = await import('./push-hosts');

function refusal(endpoint: string): string {
  try {
    checkEndpoint(endpoint);
  } catch (error) {
    const { code, fields } = error as AppError;
    expect(code).toBe('invalid_input');
    expect(fields[0]?.path).toBe('endpoint');
    return fields[0]?.message ?? '';
  }
  return 'accepted';
}

const NOT_LISTED = 'is not at a push service that this server sends to';

describe('accepts', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:APA91b',
    'https://jmt17.google.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://dev.push.services.mozilla.com/wpush/v1/x',
    'https://web.push.apple.com/QGuQyavXutnMH',
    'https://api.push.apple.com/3/device/x',
    'https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2bx%3d',
    'https://FCM.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:443/fcm/send/abc',
  ])('%s', (endpoint) => {
    expect(checkEndpoint(endpoint).protocol).toBe('https:');
  });

  it('an old Chrome endpoint by import only', () => {
    const endpoint = 'https://android.googleapis.com/gcm/send/x';
    expect(refusal(endpoint)).toBe(NOT_LISTED);
    expect(checkEndpoint(endpoint, { imported: true }).hostname).toBe('android.googleapis.com');
  });
});

describe('refuses', () => {
  it.each([
    ['http', 'http://fcm.googleapis.com/fcm/send/x', 'must begin with https://'],
    ['another protocol', 'ftp://fcm.googleapis.com/x', 'must begin with https://'],
    ['javascript:', 'javascript:alert(1)', 'must begin with https://'],
    ['file:', 'file:///etc/passwd', 'must begin with https://'],
    ['port 8443', 'https://fcm.googleapis.com:8443/x', 'must not name a port'],
    ['port 80', 'https://fcm.googleapis.com:80/x', 'must not name a port'],
    ['user name', 'https://user@fcm.googleapis.com/x', 'must not contain a user name'],
    ['user name and password', 'https://user:pass@fcm.googleapis.com/x', 'must not contain a user name'],
    ['empty user name', 'https://@fcm.googleapis.com/x', 'must not contain a user name'],
    ['host as a user name', 'https://fcm.googleapis.com@evil.test/x', 'must not contain a user name'],
    ['host and port as user name', 'https://fcm.googleapis.com:443@evil.test/x', 'must not contain a user name'],
    ['fragment', 'https://fcm.googleapis.com/x#y', 'must not contain a fragment'],
    ['empty fragment', 'https://fcm.googleapis.com/x#', 'must not contain a fragment'],
    ['suffix trick', 'https://fcm.googleapis.com.evil.test/x', NOT_LISTED],
    ['prefix trick', 'https://evilfcm.googleapis.com/x', NOT_LISTED],
    ['sub-domain of an exact host', 'https://a.fcm.googleapis.com/x', NOT_LISTED],
    ['star without its dot', 'https://evilpush.apple.com/x', NOT_LISTED],
    ['star without a sub-domain', 'https://push.apple.com/x', NOT_LISTED],
    ['star with an empty label', 'https://.push.apple.com/x', NOT_LISTED],
    ['trailing dot', 'https://fcm.googleapis.com./x', NOT_LISTED],
    ['look-alike letter', 'https://fcm.gооgleapis.com/x', 'must be an absolute https:// address'],
    ['punycode look-alike', 'https://fcm.xn--ggleapis-nbha.com/x', NOT_LISTED],
    ['host in the path', 'https://evil.test/fcm.googleapis.com', NOT_LISTED],
    ['host in the query', 'https://evil.test/?fcm.googleapis.com', NOT_LISTED],
    ['backslash before @', 'https://evil.test\\@fcm.googleapis.com/x', 'must be an absolute https:// address'],
    ['backslash slashes', 'https:\\\\fcm.googleapis.com/x', 'must be an absolute https:// address'],
    ['tab in the host', 'https://fcm.goo\tgleapis.com/x', 'must be an absolute https:// address'],
    ['newline', 'https://fcm.googleapis.com/x\r\nHost: evil', 'must be an absolute https:// address'],
    ['NUL', 'https://fcm.googleapis.com/\0', 'must be an absolute https:// address'],
    ['leading space', ' https://fcm.googleapis.com/x', 'must be an absolute https:// address'],
    ['no protocol', 'fcm.googleapis.com/x', 'must be an absolute https:// address'],
    ['protocol-relative', '//fcm.googleapis.com/x', 'must be an absolute https:// address'],
    ['empty', '', 'must be an absolute https:// address'],
    ['10 KB', `https://fcm.googleapis.com/${'x'.repeat(10_240)}`, 'may have at most 2000 characters'],
    ['IPv4', 'https://142.250.1.95/x', NOT_LISTED],
    ['IPv4 loopback', 'https://127.0.0.1/x', NOT_LISTED],
    ['IPv4 in decimal', 'https://2130706433/x', NOT_LISTED],
    ['IPv4 in hex', 'https://0x7f000001/x', NOT_LISTED],
    ['IPv4 in octal', 'https://0177.0.0.1/x', NOT_LISTED],
    ['IPv4 shortened', 'https://127.1/x', NOT_LISTED],
    ['IPv4 in full-width digits', 'https://\uff11\uff12\uff17.0.0.1/x', 'must be an absolute https:// address'],
    ['metadata address', 'https://169.254.169.254/latest/meta-data', NOT_LISTED],
    ['IPv6 loopback', 'https://[::1]/x', NOT_LISTED],
    ['IPv4-mapped IPv6', 'https://[::ffff:127.0.0.1]/x', NOT_LISTED],
    ['IPv6 with a zone', 'https://[fe80::1%25eth0]/x', 'must be an absolute https:// address'],
    ['localhost', 'https://localhost/x', NOT_LISTED],
  ])('%s', (_name, endpoint, message) => {
    expect(refusal(endpoint)).toBe(message);
  });
});

describe("the operator's hosts", () => {
  it.each([
    ['http on loopback', 'http://localhost:8090/push/1', true],
    ['https on loopback', 'https://localhost:8090/push/1', true],
    ['http on a loopback address', 'http://127.0.0.1:9000/x', true],
    ['the same address written otherwise', 'http://127.1:9000/x', true],
    ['http on the IPv6 loopback', 'http://[::1]:9001/x', true],
    ['another port of it', 'http://localhost:8091/push/1', false],
    ['https elsewhere', 'https://push.example.org/x', true],
    ['http elsewhere', 'http://push.example.org/x', false],
    ['a port that was not given', 'https://push.example.org:8443/x', false],
    ['the port that was', 'https://up.example.org:8443/x', true],
    ['without that port', 'https://up.example.org/x', false],
    ['http on that port', 'http://up.example.org:8443/x', false],
    ['a starred sub-domain', 'https://eu.unified.example/x', true],
    ['what only ends alike', 'https://evilunified.example/x', false],
  ])('%s', (_name, endpoint, allowed) => {
    expect(isOperatorPushHost(new URL(endpoint))).toBe(allowed);
    expect(refusal(endpoint) === 'accepted').toBe(allowed);
  });

  it('may not be reached with a user name either', () => {
    expect(refusal('http://user@localhost:8090/x')).toBe('must not contain a user name');
  });
});
