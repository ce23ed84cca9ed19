import { expect, it } from 'vitest';
import { utmCampaign } from './utm-campaign';

it.each([
  ['Autumn sale: 20 % off!', 'autumn-sale-20-off'],
  ['Été à Paris', 'ete-a-paris'],
  ['عرض نهاية الأسبوع', 'عرض-نهاية-الأسبوع'.normalize('NFKD')],
  // A personal title leaves neither code nor a part of a word.
  ['Hello {{ tags.name | default: "there" }}, your {% if os %}new{% endif %} beans', 'hello-your-new-beans'],
  ['Fresh beans ☕️ 1️⃣', 'fresh-beans-1'],
  [`${'a'.repeat(99)} b`, 'a'.repeat(99)],
  ['☕️', ''],
])('makes of %j the tag %j', (name, tag) => {
  expect(utmCampaign(name)).toBe(tag);
});
