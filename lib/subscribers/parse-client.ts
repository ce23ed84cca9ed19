import Bowser from 'bowser';

/** What a User-Agent header tells; null where it tells nothing. */
export interface ClientInfo {
  /** `Chrome`, `Firefox`, `Safari`, `Microsoft Edge` … */
  browser: string | null;
  /** Major and minor: `142.0`. */
  browserVersion: string | null;
  /** `Windows`, `macOS`, `Android`, `iOS`, `Linux`, `Chrome OS` … */
  os: string | null;
  device: 'desktop' | 'mobile' | 'tablet' | 'unknown';
}

const UNKNOWN: ClientInfo = { browser: null, browserVersion: null, os: null, device: 'unknown' };
const DEVICES = ['desktop', 'mobile', 'tablet'] as const;
const MAX_CHARACTERS = 512;
const MAX_CACHED = 2_000;

// Few distinct strings make nearly all of the traffic, and parsing one costs about as much as storing the row.
const cache = new Map<string, ClientInfo>();

/**
 * Browser, operating system and kind of device from a User-Agent header (bowser's names).
 * An iPad that asks for desktop pages calls itself a Mac: nothing in the header tells it apart.
 */
export function parseClient(userAgent: string | undefined): ClientInfo {
  if (!userAgent || userAgent.length > MAX_CHARACTERS) return UNKNOWN;
  const known = cache.get(userAgent);
  if (known) return known;
  const info = parse(userAgent);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(userAgent, info);
  return info;
}

const NAMES = {
  browser: new Map(Object.values<string>(Bowser.BROWSER_MAP).map((name) => [name.toLowerCase(), name])),
  os: new Map(Object.values<string>(Bowser.OS_MAP).map((name) => [name.toLowerCase(), name])),
};

/** A browser's or system's name as `parseClient` spells it, whatever the case; null when it is not a known one. */
export function findClientName(kind: 'browser' | 'os', text: string): string | null {
  return NAMES[kind].get(text.toLowerCase()) ?? null;
}

function parse(userAgent: string): ClientInfo {
  const { browser, os, platform } = Bowser.parse(userAgent);
  const device = DEVICES.find((kind) => kind === platform.type);
  return {
    browser: browser.name ? (findClientName('browser', browser.name) ?? browser.name) : null,
    browserVersion: browser.version?.split('.').slice(0, 2).join('.') || null,
    os: os.name ? (findClientName('os', os.name) ?? os.name) : null,
    // Bowser leaves Chromebooks without a type.
    device: device ?? (os.name === 'Chrome OS' ? 'desktop' : 'unknown'),
  };
}
