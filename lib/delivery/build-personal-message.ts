import { type CompiledMessage, writeMessage } from '@/lib/campaigns/compile-message';
import { NOBODY } from '@/lib/campaigns/find-liquid-problems';
import { addUtmTags, composePushMessage } from '@/lib/contracts/compose-push-message';
import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import type { Message } from '@/lib/contracts/messages';
import { type Person, personalTexts, withTexts } from '@/lib/contracts/personal-fields';
import { AppError } from '@/lib/platform/errors';
import { type BuildOptions, type BuiltMessage, buildMessage, compactMessage, slot } from './build-message';
import type { MessageTokens } from './tokens';

export interface PersonalMessage {
  /** @throws AppError `invalid_input` when it fits no push even in its short form with the defaults */
  builtFor(person: Person): BuiltMessage;
  /** The short form, for push services that take less. @throws as `builtFor` */
  compactFor(person: Person): BuiltMessage;
}

/** Where a piece of the JSON comes from: as it stands, a token, or a text of the person's. */
type Piece = string | { token: number } | { text: number };

/**
 * Builds what is the same for all once, so that a recipient costs the personal texts and one copy.
 * What becomes larger than every browser accepts is sent in its short form, and failing that with the defaults.
 */
export function buildPersonalMessage(
  message: Message,
  compiled: CompiledMessage,
  options: BuildOptions,
): PersonalMessage {
  const { pieces, writers } = cutIntoPieces(message, compiled, options);
  const actionCount = message.actions.length;
  const sharedBytes = pieces.reduce((sum, piece) => {
    if (typeof piece === 'string') return sum + Buffer.byteLength(piece);
    return 'token' in piece ? sum + TOKEN_CHARACTERS : sum;
  }, 0);
  const textsShown = pieces.flatMap((piece) => (typeof piece === 'object' && 'text' in piece ? [piece.text] : []));

  const wholeFor = (person: Person): BuiltMessage | null => {
    const texts = writers.map((writer) => JSON.stringify(writer(person)).slice(1, -1));
    const byteCount = textsShown.reduce((sum, index) => sum + Buffer.byteLength(texts[index] ?? ''), sharedBytes);
    if (byteCount > MAX_PLAINTEXT_BYTES) return null;
    const plaintextFor = ({ receipt, clicks }: MessageTokens) => {
      let json = '';
      for (const piece of pieces) {
        if (typeof piece === 'string') json += piece;
        else if ('text' in piece) json += texts[piece.text] ?? '';
        else json += piece.token === 0 ? receipt : (clicks[piece.token - 1] ?? '');
      }
      return Buffer.from(json);
    };
    return { actionCount, plaintextFor };
  };
  const compactFor = (person: Person): BuiltMessage => {
    try {
      return buildMessage(compactMessage(writeMessage(message, compiled, person)), options);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return buildMessage(compactMessage(writeMessage(message, compiled, NOBODY)), options);
    }
  };
  return { builtFor: (person) => wholeFor(person) ?? compactFor(person), compactFor };
}

function cutIntoPieces(message: Message, compiled: CompiledMessage, options: BuildOptions) {
  const writers: ((person: Person) => string)[] = [];
  const textSlots: string[] = [];
  const texts = personalTexts(message).map(({ kind }, index) => {
    const writer = compiled.writers[index] ?? '';
    const tagged = (text: string) => (kind === 'url' ? addUtmTags(text, message.utm) : text);
    if (typeof writer === 'string') return tagged(writer);
    writers.push((person) => tagged(writer(person)));
    const name = slot();
    textSlots.push(name);
    return name;
  });
  const tokenSlots = [slot(), slot(), ...message.actions.map(slot)];
  const [receiptToken = '', ...clickTokens] = tokenSlots;
  const push = composePushMessage(
    // The tags are on the addresses already: a slot is no address that could take them.
    { ...withTexts(message, texts), utm: undefined },
    { id: options.runId, defaultTag: options.runId, receiptToken, clickTokens, publicUrl: options.publicUrl },
  );
  const pieces = JSON.stringify(push)
    .split(new RegExp(`(${[...tokenSlots, ...textSlots].join('|')})`))
    .map((part): Piece => {
      const token = tokenSlots.indexOf(part);
      if (token >= 0) return { token };
      const text = textSlots.indexOf(part);
      return text >= 0 ? { text } : part;
    });
  return { pieces, writers };
}
