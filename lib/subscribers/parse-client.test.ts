import { describe, expect, it } from 'vitest';
import { parseClient } from './parse-client';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5';

describe('parseClient', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome', '142.0', 'Windows', 'desktop'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/142.0.3595.53`,
      'Microsoft Edge',
      '142.0',
      'Windows',
      'desktop',
    ],
    [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`, 'Chrome', '142.0', 'Android', 'mobile'],
    [`Mozilla/5.0 (Linux; Android 13; SM-X900) ${CHROME} Safari/537.36`, 'Chrome', '142.0', 'Android', 'tablet'],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'Samsung Internet for Android',
      '28.0',
      'Android',
      'mobile',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', '140.0', 'Linux', 'desktop'],
    ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox', '140.0', 'Android', 'mobile'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Safari/605.1.15`, 'Safari', '18.5', 'macOS', 'desktop'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`,
      'Safari',
      '18.5',
      'iOS',
      'mobile',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`,
      'Safari',
      '18.5',
      'iOS',
      'tablet',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 OPR/126.0.0.0`,
      'Opera',
      '126.0',
      'Windows',
      'desktop',
    ],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'Chrome', '142.0', 'Chrome OS', 'desktop'],
  ])('%s', (userAgent, browser, browserVersion, os, device) => {
    expect(parseClient(userAgent)).toEqual({ browser, browserVersion, os, device });
  });

  it.each([[undefined], [''], ['x'.repeat(100_000)], ['('.repeat(500)]])('makes nothing of nonsense', (userAgent) => {
    expect(parseClient(userAgent)).toEqual({ browser: null, browserVersion: null, os: null, device: 'unknown' });
  });
});
