import type { Actor } from '@/lib/contracts/actors';
import { MessageCheckInput } from '@/lib/contracts/message-check';
import type { Message } from '@/lib/contracts/messages';
import {
  type CheckMessage,
  isPersonal,
  type MessageCheck,
  type Person,
  personalTexts,
  type TextRemark,
} from '@/lib/contracts/personal-fields';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { env } from '@/lib/platform/env';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { knownValues } from '@/lib/subscribers/known-values';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { type CompiledMessage, compileMessage, worstMessageBytes, writeMessage } from './compile-message';
import { findLiquidProblems, NOBODY } from './find-liquid-problems';
import { pickLanguage } from './pick-language';
import { translate } from './require-sendable-content';

/** As many can be looked through in the preview. */
const MAX_PREVIEWED = 20;

const TEXTS = ['title', 'body', 'url', 'actions'];

/**
 * Looks at a message while it is being written, complete or not: what is wrong with its personal texts, how large it
 * becomes in its largest language, and how a real subscriber gets it.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`
 */
export async function checkMessage(actor: Actor, siteId: string, input: MessageCheckInput): Promise<MessageCheck> {
  await authorizeSite(actor, 'campaigns.write', siteId);
  const { message, translations, shown, previewFor } = parse(MessageCheckInput, input) as CheckMessage;
  const people = previewFor ? await findPeople(actor, siteId, previewFor.search) : [];
  const one = people[(previewFor?.index ?? 0) % Math.max(1, people.length)] ?? null;
  const variants = [
    look('', message, TEXTS),
    ...Object.entries(translations).map(([language, own]) =>
      look(language, translate(message, language, own) as Message, Object.keys(own)),
    ),
  ];
  const language = one ? (pickLanguage(Object.keys(translations), one.language) ?? '') : shown;
  const variant = variants.find((other) => other.language === language) ?? variants[0];
  const isSound = variants.every(({ problems }) => problems.length === 0);
  const tagKeys = isSound && variants.some(usesTags) ? (await knownValues(actor, siteId, ['tagKeys'])).tagKeys : null;
  return {
    problems: variants.flatMap(({ problems }) => problems),
    notices: tagKeys ? variants.flatMap((other) => noticesOf(other, tagKeys)) : [],
    bytes: isSound ? Math.max(...variants.map(bytesOf)) : null,
    written: variant ? tryWrite(variant, one ? personOf(one) : NOBODY) : null,
    language,
    person: one && { id: one.id, externalId: one.externalId, browser: one.browser, os: one.os, device: one.device },
    personCount: people.length,
  };
}

interface Variant {
  language: string;
  message: Message;
  /** Parts that it says itself: the others are told with the message that they come from. */
  own: string[];
  compiled: CompiledMessage | null;
  problems: TextRemark[];
}

function look(language: string, message: Message, own: string[]): Variant {
  const found = findLiquidProblems(message);
  const variant = { language, message, own, compiled: null, problems: [] };
  const problems = found.flatMap((problem) => ownRemark(variant, problem));
  return { ...variant, compiled: found.length === 0 ? compileMessage(message) : null, problems };
}

/** With the language in its path. */
function ownRemark({ language, own }: Pick<Variant, 'language' | 'own'>, remark: TextRemark): TextRemark[] {
  if (!own.includes(remark.path.split('.')[0] ?? '')) return [];
  return [language === '' ? remark : { ...remark, path: `translations.${language}.${remark.path}` }];
}

function usesTags({ compiled }: Variant): boolean {
  return compiled?.uses.some(({ root }) => root === 'tags') ?? false;
}

function bytesOf({ message, compiled }: Variant): number {
  const addresses = [message.url, ...message.actions.map(({ url }) => url)];
  // Tags can be put on what is an address by now.
  const utm = addresses.every((address) => URL.canParse(address)) ? message.utm : undefined;
  return worstMessageBytes({ ...message, utm }, compiled, env().publicUrl);
}

async function findPeople(actor: Actor, siteId: string, search: string): Promise<SubscriberView[]> {
  const query = { limit: MAX_PREVIEWED, status: 'active' } as const;
  return (await listSubscribers(actor, siteId, search.trim() ? { ...query, search: search.trim() } : query)).items;
}

function personOf(view: SubscriberView): Person {
  const { externalId, language, country, browser, os, device, timezone, tags } = view;
  const fields = { external_id: externalId, language, country, browser, os, device, timezone };
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)), tags };
}

function tryWrite({ message, compiled, problems }: Variant, person: Person): Message | null {
  if (problems.length > 0) return null;
  try {
    return writeMessage(message, compiled, person);
  } catch {
    return null;
  }
}

/** Tags that nobody has, and tags without a default in the middle of a text. */
function noticesOf(variant: Variant, tagKeys: string[]): TextRemark[] {
  const used = new Set(
    variant.compiled?.uses.flatMap(({ root, tag }) => (root === 'tags' && tag !== null ? [tag] : [])) ?? [],
  );
  return personalTexts(variant.message).flatMap(({ path, kind, text: template }) => {
    if (!isPersonal(template)) return [];
    const unknown = [...used].filter((tag) => !tagKeys.includes(tag) && template.includes(tag));
    const bare = kind === 'text' ? [...template.matchAll(BARE_TAG)].map((match) => match[1] ?? '') : [];
    const remarks = [
      ...unknown.map((tag) => `uses the tag "${tag}", which none of your newest subscribers has`),
      ...bare.map((tag) => `leaves a gap for people without the tag "${tag}": add a default`),
    ];
    return [...new Set(remarks)].flatMap((message) => ownRemark(variant, { path, message }));
  });
}

const BARE_TAG = /\{\{-?\s*tags\.(\w+)\s*-?\}\}/g;
