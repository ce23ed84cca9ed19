import type { Message } from './messages';

// What a message may say of the one who gets it. Apart from the schemas, so that the composer has it without zod.

/** Scalar fields of a subscriber, by their names in a message; `tags.NAME` comes beside them. */
export const PERSONAL_FIELDS = {
  external_id: 'Your own id of the person',
  language: 'Language, such as en or pt-br',
  country: 'Two-letter country, such as DE',
  browser: 'Browser, such as Chrome',
  os: 'Operating system',
  device: 'desktop, mobile or tablet',
  timezone: 'Time zone, such as Europe/Berlin',
} as const;
export type PersonalField = keyof typeof PERSONAL_FIELDS;

/** One subscriber as templates see them; what is not known is left out. */
export type Person = Partial<Record<PersonalField, string>> & { tags?: Record<string, string | number | boolean> };

/** What is counted for each personal value when the size of a message is told before it is sent. */
export const SIZED_VALUE_CHARACTERS = 40;

/** True for a text that has Liquid in it: everything else takes the path where all recipients share their bytes. */
export function isPersonal(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** What the composer is told of a message with personal texts or several languages. */
export interface MessageCheck {
  /** What keeps it from being sent. */
  problems: TextRemark[];
  /** What it may be sent with, but is rarely meant. */
  notices: TextRemark[];
  /** As sent to the worst sensible recipient; null while a text cannot be read. */
  bytes: number | null;
  /** As `person` would get it, or somebody of whom nothing is known; null while a text cannot be read. */
  written: Message | null;
  /** The language that it is written in; empty for the default. */
  language: string;
  person: {
    id: string;
    externalId: string | null;
    browser: string | null;
    os: string | null;
    device: string | null;
  } | null;
  /** How many there are to look through. */
  personCount: number;
}

export interface TextRemark {
  /** `title`, `actions.0.url` … */
  path: string;
  message: string;
}

/** Whose message is shown: the nth of those that a search finds (by external id), or nobody's. */
export interface PreviewFor {
  search: string;
  index: number;
}

/** What the composer asks. */
export interface CheckMessage {
  message: Message;
  /** By language: what differs from the message. */
  translations: Record<string, Partial<Message>>;
  /** The language to be shown for nobody in particular; empty for the default. */
  shown: string;
  /** Null: as somebody of whom nothing is known gets it. */
  previewFor: PreviewFor | null;
}

export interface MessageText {
  /** `title`, `actions.0.url` … */
  path: string;
  kind: 'text' | 'url';
  text: string;
}

/** The texts of a message that may be personal. Icons and images are the same for all, so that browsers can keep them. */
export function personalTexts(message: Pick<Message, 'title' | 'body' | 'url' | 'actions'>): MessageText[] {
  return [
    { path: 'title', kind: 'text', text: message.title },
    { path: 'body', kind: 'text', text: message.body },
    { path: 'url', kind: 'url', text: message.url },
    ...message.actions.flatMap((action, index): MessageText[] => [
      { path: `actions.${index}.title`, kind: 'text', text: action.title },
      { path: `actions.${index}.url`, kind: 'url', text: action.url },
    ]),
  ];
}

/** The message with other texts, in the order of `personalTexts`. */
export function withTexts(message: Message, texts: readonly string[]): Message {
  const [title = '', body = '', url = '', ...rest] = texts;
  return {
    ...message,
    title,
    body,
    url,
    actions: message.actions.map((action, index) => ({
      ...action,
      title: rest[index * 2] ?? '',
      url: rest[index * 2 + 1] ?? '',
    })),
  };
}

/** Whether anything in it differs from one recipient to the next. */
export function isPersonalMessage(message: Pick<Message, 'title' | 'body' | 'url' | 'actions'>): boolean {
  return personalTexts(message).some(({ text }) => isPersonal(text));
}
