import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import type { Message } from '@/lib/contracts/messages';
import {
  isPersonal,
  type MessageCheck,
  type Person,
  type PreviewFor,
  personalTexts,
  type TextRemark,
} from '@/lib/contracts/personal-fields';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { env } from '@/lib/platform/env';
import { knownValues } from '@/lib/subscribers/known-values';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { type CompiledMessage, compileMessage, worstMessageBytes, writeMessage } from './compile-message';
import { findLiquidProblems, NOBODY } from './find-liquid-problems';

/** As many can be looked through in the preview. */
const MAX_PREVIEWED = 20;

/**
 * Looks at a message while it is being written, complete or not: what is wrong with its personal texts, how large it
 * becomes, and how a real subscriber gets it.
 * @param previewFor null: as somebody of whom nothing is known gets it
 * @throws AppError `forbidden`, `not_found`
 */
export async function checkMessage(
  actor: Actor,
  siteId: string,
  message: Message,
  previewFor: PreviewFor | null,
): Promise<MessageCheck> {
  authorize(actor, 'campaigns.write');
  const problems = findLiquidProblems(message);
  const people = previewFor ? await findPeople(actor, siteId, previewFor.search) : [];
  const one = people[(previewFor?.index ?? 0) % Math.max(1, people.length)] ?? null;
  const compiled = tryCompile(message);
  const written = compiled && tryWrite(message, compiled, one ? personOf(one) : NOBODY);
  return {
    problems,
    notices: problems.length === 0 && compiled ? await findNotices(actor, siteId, message, compiled) : [],
    bytes: problems.length === 0 && compiled ? worstMessageBytes(message, compiled, env().publicUrl) : null,
    written: written || null,
    person: one && { id: one.id, externalId: one.externalId, browser: one.browser, os: one.os, device: one.device },
    personCount: people.length,
  };
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

function tryCompile(message: Message): CompiledMessage | null {
  try {
    return compileMessage(message);
  } catch {
    return null;
  }
}

function tryWrite(message: Message, compiled: CompiledMessage, person: Person): Message | null {
  try {
    return writeMessage(message, compiled, person);
  } catch {
    return null;
  }
}

/** Tags that nobody has, and tags without a default in the middle of a text. */
async function findNotices(
  actor: Actor,
  siteId: string,
  message: Message,
  compiled: CompiledMessage,
): Promise<TextRemark[]> {
  const used = new Set(compiled.uses.flatMap(({ root, tag }) => (root === 'tags' && tag !== null ? [tag] : [])));
  if (used.size === 0) return [];
  const { tagKeys } = await knownValues(actor, siteId);
  return personalTexts(message).flatMap(({ path, kind, text }) => {
    if (!isPersonal(text)) return [];
    const unknown = [...used].filter((tag) => !tagKeys.includes(tag) && text.includes(tag));
    const bare = kind === 'text' ? [...text.matchAll(BARE_TAG)].map((match) => match[1] ?? '') : [];
    const remarks = [
      ...unknown.map((tag) => `uses the tag "${tag}", which none of your newest subscribers has`),
      ...bare.map((tag) => `leaves a gap for people without the tag "${tag}": add a default`),
    ];
    return [...new Set(remarks)].map((remark) => ({ path, message: remark }));
  });
}

const BARE_TAG = /\{\{-?\s*tags\.(\w+)\s*-?\}\}/g;
