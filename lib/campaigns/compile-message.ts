import { messageBytes } from '@/lib/contracts/message-size';
import type { Message } from '@/lib/contracts/messages';
import {
  isPersonal,
  isPersonalMessage,
  PERSONAL_FIELDS,
  type Person,
  type PersonalField,
  personalTexts,
  SIZED_VALUE_CHARACTERS,
  withTexts,
} from '@/lib/contracts/personal-fields';
import { compileLiquid, type FieldUse } from './compile-liquid';
import { NOBODY } from './find-liquid-problems';

/** What a message takes of its recipients: the names that templates use. */
export type PersonalColumn = PersonalField | 'tags';

export interface CompiledMessage {
  columns: PersonalColumn[];
  /** By the order of `personalTexts`: the text itself where it is the same for all. */
  writers: (string | ((person: Person) => string))[];
  uses: FieldUse[];
}

/**
 * Parses a message's personal texts once for all its recipients. A text that fails for one of them, or comes out
 * empty where it may not, is written with its defaults for that one.
 * @returns null when all recipients get the same texts
 * @throws LiquidError for texts that `findLiquidProblems` refuses
 */
export function compileMessage(message: Message): CompiledMessage | null {
  if (!isPersonalMessage(message)) return null;
  const uses: FieldUse[] = [];
  const writers = personalTexts(message).map(({ path, kind, text }) => {
    if (!isPersonal(text)) return text;
    const compiled = compileLiquid(text, kind);
    uses.push(...compiled.uses);
    return (person: Person): string => {
      try {
        const written = compiled.render(person);
        if (written !== '' || path === 'body') return written;
      } catch {
        // This person's values are to blame, which are not to be logged; the defaults are known to be good.
      }
      return compiled.render(NOBODY);
    };
  });
  const roots = new Set(uses.map(({ root }) => root));
  const known: PersonalColumn[] = [...(Object.keys(PERSONAL_FIELDS) as PersonalField[]), 'tags'];
  return { columns: known.filter((column) => roots.has(column)), writers, uses };
}

/**
 * A message as one person gets it.
 * @throws Error when not even its defaults can be written
 */
export function writeMessage(message: Message, compiled: CompiledMessage | null, person: Person): Message {
  if (!compiled) return message;
  return withTexts(
    message,
    compiled.writers.map((writer) => (typeof writer === 'string' ? writer : writer(person))),
  );
}

/**
 * Bytes that the worst sensible recipient's message takes: the longer of everything at its default and every value at
 * 40 characters. Who has longer values gets the short form.
 */
export function worstMessageBytes(message: Message, compiled: CompiledMessage | null, publicUrl: string): number {
  const bytesFor = (person: Person) => messageBytes(writeMessage(message, compiled, person), publicUrl);
  return compiled ? Math.max(bytesFor(NOBODY), bytesFor(wordyPerson(compiled.uses))) : bytesFor(NOBODY);
}

function wordyPerson(uses: FieldUse[]): Person {
  const value = 'x'.repeat(SIZED_VALUE_CHARACTERS);
  const names = uses.map(({ tag }) => tag).filter((tag) => tag !== null);
  return {
    ...Object.fromEntries(Object.keys(PERSONAL_FIELDS).map((field) => [field, value])),
    tags: Object.fromEntries(names.map((name) => [name, value])),
  };
}
