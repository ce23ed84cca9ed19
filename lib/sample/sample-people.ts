import { pickWeighted, seededRandom } from './random';

export interface SamplePerson {
  externalId: string | null;
  tags: Record<string, string | number | boolean>;
  topics: string[];
  language: string;
  timezone: string;
  country: string;
  browser: string;
  browserVersion: string;
  os: string;
  device: 'desktop' | 'mobile' | 'tablet';
  sessionCount: number;
  /** Days before now, fractional. */
  subscribedDaysAgo: number;
  lastSeenDaysAgo: number;
  isTest: boolean;
}

type Place = Pick<SamplePerson, 'country' | 'timezone' | 'language'>;
type Device = Pick<SamplePerson, 'browser' | 'browserVersion' | 'os' | 'device'>;

const PLACES: readonly (readonly [Place, number])[] = [
  [{ country: 'DE', timezone: 'Europe/Berlin', language: 'de' }, 22],
  [{ country: 'US', timezone: 'America/New_York', language: 'en' }, 14],
  [{ country: 'US', timezone: 'America/Los_Angeles', language: 'en' }, 9],
  [{ country: 'GB', timezone: 'Europe/London', language: 'en' }, 12],
  [{ country: 'FR', timezone: 'Europe/Paris', language: 'fr' }, 11],
  [{ country: 'ES', timezone: 'Europe/Madrid', language: 'es' }, 8],
  [{ country: 'BR', timezone: 'America/Sao_Paulo', language: 'pt-br' }, 8],
  [{ country: 'IN', timezone: 'Asia/Kolkata', language: 'en' }, 7],
  [{ country: 'JP', timezone: 'Asia/Tokyo', language: 'ja' }, 5],
  [{ country: 'NL', timezone: 'Europe/Amsterdam', language: 'nl' }, 4],
];

// Names as lib/subscribers writes them for real visitors (bowser's).
const BROWSERS: readonly (readonly [Device, number])[] = [
  [{ browser: 'Chrome', browserVersion: '156.0', os: 'Windows', device: 'desktop' }, 30],
  [{ browser: 'Chrome', browserVersion: '156.0', os: 'Android', device: 'mobile' }, 29],
  [{ browser: 'Chrome', browserVersion: '155.0', os: 'macOS', device: 'desktop' }, 10],
  [{ browser: 'Microsoft Edge', browserVersion: '156.0', os: 'Windows', device: 'desktop' }, 9],
  [{ browser: 'Firefox', browserVersion: '157.0', os: 'Windows', device: 'desktop' }, 6],
  [{ browser: 'Firefox', browserVersion: '157.0', os: 'Linux', device: 'desktop' }, 3],
  [{ browser: 'Safari', browserVersion: '26.2', os: 'macOS', device: 'desktop' }, 6],
  [{ browser: 'Safari', browserVersion: '26.2', os: 'iOS', device: 'mobile' }, 4],
  [{ browser: 'Samsung Internet for Android', browserVersion: '31.0', os: 'Android', device: 'mobile' }, 2],
  [{ browser: 'Chrome', browserVersion: '156.0', os: 'Android', device: 'tablet' }, 1],
];

const PLANS = [
  ['free', 70],
  ['plus', 22],
  ['team', 8],
] as const;

export const SAMPLE_TOPICS = [
  { key: 'offers', name: 'Offers', description: 'Sales and discount codes' },
  { key: 'news', name: 'New arrivals', description: 'What is new in the shop' },
  { key: 'restock', name: 'Back in stock', description: 'When something sold out returns' },
] as const;

/** The n-th simulated subscriber: the same attributes for the same n. */
export function samplePerson(index: number): SamplePerson {
  const random = seededRandom(0x5eed + index * 2_654_435_761);
  // More recent days are likelier, as on a growing site.
  // None in the last hour: a 410 for a subscription that young is tried once more (delivery.md §2), as for real ones,
  // and the sample's first campaign would wait for that.
  const subscribedDaysAgo = 0.05 + 60 * random() ** 1.7;
  const known = random() < 0.4;
  return {
    externalId: known ? `customer-${10_000 + index}` : null,
    tags: known
      ? { plan: pickWeighted(random, PLANS), orders: Math.floor(random() ** 3 * 12), newsletter: random() < 0.5 }
      : {},
    topics: SAMPLE_TOPICS.filter(() => random() < 0.45).map((topic) => topic.key),
    ...pickWeighted(random, PLACES),
    ...pickWeighted(random, BROWSERS),
    sessionCount: 1 + Math.floor(random() ** 2 * 20),
    subscribedDaysAgo,
    lastSeenDaysAgo: subscribedDaysAgo * random() ** 2,
    isTest: index < 3,
  };
}
