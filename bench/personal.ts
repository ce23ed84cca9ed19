// What personal texts cost: the same message plain, with fields, and with conditions and filters, by turns in one run.
// From the claimed row to the encrypted body, without the network: tokens, texts, JSON, encryption.
// Run: npx tsx bench/personal.ts [rounds, default 9] [messages a round, default 4000]
import { createECDH, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { compileMessage } from '@/lib/campaigns/compile-message';
import { type Message, MessageInput } from '@/lib/contracts/messages';
import type { Person } from '@/lib/contracts/personal-fields';
import { buildMessage } from '@/lib/delivery/build-message';
import { buildPersonalMessage } from '@/lib/delivery/build-personal-message';
import { encryptWith } from '@/lib/delivery/encrypt';
import { nativeCore } from '@/lib/delivery/native-core';
import { signTokens } from '@/lib/delivery/tokens';

const PLAIN = {
  title: 'Ann, your size is back',
  body: 'You have 1,250 points: enough for the blue one.',
  url: 'https://shop.example/back?who=user-4711',
};
const MESSAGES: Record<string, object> = {
  'the same for all': PLAIN,
  'three fields with defaults': {
    title: '{{ tags.name | default: "Hello" }}, your size is back',
    body: 'You have {{ tags.points | default: 0 }} points: enough for the blue one.',
    url: 'https://shop.example/back?who={{ external_id }}',
  },
  'conditions and filters': {
    title: '{{ tags.name | default: "hello" | capitalize }}, your size is back',
    body: '{% if tags.points > 1000 %}You have {{ tags.points }} points: enough{% else %}Save up{% endif %} for the blue one.',
    url: 'https://shop.example/back?who={{ external_id | downcase }}',
  },
};
const OPTIONS = { runId: 'run_0j3v8m2k4qw5r', publicUrl: 'https://push.example.com' };
const PEOPLE: Person[] = Array.from({ length: 500 }, (_, index) => ({
  external_id: `user-${4711 + index}`,
  tags: { name: `Ann${index}`, points: 600 + index * 3 },
}));

/** Processor time of one message of each kind, µs; `core` null: encryption in JavaScript. */
function measurePersonal(rounds: number, count: number, core: ReturnType<typeof nativeCore>): number[][] {
  const keys = { p256dh: createECDH('prime256v1').generateKeys(), auth: randomBytes(16) };
  const expiresAt = new Date(Date.now() + 86_400_000);
  const makers = Object.values(MESSAGES).map((fields) => {
    const message: Message = MessageInput.parse(fields);
    const compiled = compileMessage(message);
    if (!compiled) {
      const built = buildMessage(message, OPTIONS);
      return () => built;
    }
    const personal = buildPersonalMessage(message, compiled, OPTIONS);
    return (person: Person) => personal.builtFor(person);
  });
  const round = (make: (typeof makers)[number]) => {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index++) {
      const tokens = signTokens({ runId: 77n, subscriberId: BigInt(index), expiresAt, actionCount: 0 });
      encryptWith(core, keys, make(PEOPLE[index % PEOPLE.length] ?? {}).plaintextFor(tokens));
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
  for (const make of makers) round(make);
  return Array.from({ length: rounds }, () => makers.map(round));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function main(rounds: number, count: number): Promise<void> {
  console.log('| encryption | message | CPU µs/msg | × the same for all |\n|---|---|---|---|');
  const cores = [{ name: 'JavaScript', core: null }, ...(nativeCore() ? [{ name: 'C', core: nativeCore() }] : [])];
  for (const { name, core } of cores) {
    const results = measurePersonal(rounds, count, core);
    for (const [index, message] of Object.keys(MESSAGES).entries()) {
      const cost = median(results.map((round) => round[index] ?? 0));
      const ratio = median(results.map((round) => (round[index] ?? 0) / (round[0] ?? 1)));
      console.log(`| ${name} | ${message} | ${cost.toFixed(0)} | ${ratio.toFixed(2)} |`);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.env.DATABASE_URL ??= 'postgres://nobody@127.0.0.1:1/none';
  process.env.BELFRY_MASTER_KEY ??= 'A'.repeat(43);
  process.env.BELFRY_SECRET ??= 'b'.repeat(43);
  const [, , rounds = '9', count = '4000'] = process.argv;
  await main(Number(rounds), Number(count));
}
