import { MAX_BODY_CHARACTERS, MAX_BUTTON_CHARACTERS, MAX_TITLE_CHARACTERS } from '@/lib/contracts/limits';
import {
  isPersonal,
  type MessageText,
  PERSONAL_FIELDS,
  type Person,
  personalTexts,
} from '@/lib/contracts/personal-fields';
import {
  type CompiledLiquid,
  compileLiquid,
  hostOf,
  isPersonalField,
  LIQUID_FILTERS,
  LIQUID_TAGS,
} from './compile-liquid';

export interface LiquidProblem {
  /** `title`, `actions.0.url` … */
  path: string;
  message: string;
}

/** Somebody of whom nothing is known: every default is used. */
export const NOBODY: Person = { tags: {} };

/**
 * What is wrong with the personal texts of a message, each with its place and the remedy. A field that is written
 * twice is told once.
 */
export function findLiquidProblems(message: Parameters<typeof personalTexts>[0]): LiquidProblem[] {
  return personalTexts(message)
    .filter(({ text }) => isPersonal(text))
    .flatMap((text) => [...new Set(problemsOf(text))].map((problem) => ({ path: text.path, message: problem })));
}

function problemsOf({ path, kind, text }: MessageText): string[] {
  if (kind === 'url' && hostOf(text) === null) {
    return ['must begin with a whole host and a slash, such as https://shop.example/, before anything personal'];
  }
  let compiled: CompiledLiquid;
  try {
    compiled = compileLiquid(text, kind);
  } catch (error) {
    return [parseProblem(error, text, kind)];
  }
  const problems = compiled.uses.flatMap(({ root, tag, depth, row, column }) => {
    const place = placeOf(text, offsetOf(text, row, column));
    if (root === 'tags') {
      if (depth === 0) return [`names all tags ${place}: choose one, as in tags.name`];
      return depth > 1 ? [`looks into the tag "${tag ?? ''}" ${place}: a tag is a plain value`] : [];
    }
    if (!isPersonalField(root)) return [`has the unknown field "${root}" ${place}${fieldRemedy(root)}`];
    return depth > 0 ? [`looks into "${root}" ${place}, which is plain text: leave out what follows it`] : [];
  });
  if (problems.length > 0) return problems;
  let plain: string;
  try {
    plain = compiled.render(NOBODY);
  } catch (error) {
    return [`cannot be written for someone of whom nothing is known: ${reasonOf(error)}`];
  }
  if (plain === '' && path !== 'body') {
    return ['is empty for someone of whom nothing is known: add a default, as in {{ tags.name | default: "there" }}'];
  }
  const limit = path === 'title' ? MAX_TITLE_CHARACTERS : path === 'body' ? MAX_BODY_CHARACTERS : MAX_BUTTON_CHARACTERS;
  if (kind === 'text' && plain.length > limit) return [`may have at most ${limit} characters with its defaults`];
  return [];
}

function parseProblem(error: unknown, text: string, kind: 'text' | 'url'): string {
  const reason = reasonOf(error);
  const place = placeOf(text, beginOf(error));
  const filter = /^undefined filter: (\S+)/.exec(reason)?.[1];
  if (filter !== undefined) {
    if (kind === 'url' && (filter === 'url_encode' || filter === 'cgi_escape' || filter === 'uri_escape')) {
      return `has "${filter}" ${place}: values in addresses are encoded already, so leave it out`;
    }
    const near = nearest(filter, LIQUID_FILTERS);
    return `has the unknown filter "${filter}" ${place}: ${near ? `did you mean ${near}?` : `there are ${LIQUID_FILTERS.slice(0, 6).join(', ')} …`}`;
  }
  const tag = /^tag "([^"]*)" not found/.exec(reason)?.[1];
  if (tag !== undefined) {
    if (tag.startsWith('end') || tag === 'else' || tag === 'elsif' || tag === 'when') {
      return `has "{% ${tag} %}" ${place} without its beginning`;
    }
    return `has "{% ${tag} %}" ${place}, which messages cannot have: use ${LIQUID_TAGS.slice(0, 3).join(', ')}`;
  }
  if (/^output .* not closed/s.test(reason)) return `has "{{" ${place} without "}}": close it`;
  if (/^tag .* not closed/s.test(reason))
    return `has a "{%" ${place} that is not closed: add "%}" or the {% end… %} of it`;
  if (/^invalid value expression/.test(reason)) return `has nothing to show ${place}: name a field, such as tags.name`;
  return `is no valid Liquid ${place}: ${reason}`;
}

function fieldRemedy(root: string): string {
  const names = Object.keys(PERSONAL_FIELDS);
  const near = nearest(root, [...names, 'tags']);
  return near
    ? `: did you mean ${near === 'tags' ? 'tags.NAME' : near}?`
    : `: for a tag write tags.${/^\w+$/.test(root) ? root : 'NAME'}; the other fields are ${names.join(', ')}`;
}

/** The known name that differs least, when it is near enough to be what was meant. */
function nearest(name: string, known: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const wanted = plain(name);
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance <= Math.max(1, Math.floor(wanted.length / 4)) && (!best || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name ?? null;
}

/** Levenshtein's distance, of names cut at 40 letters. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 40);
  const b = right.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function offsetOf(text: string, row: number, column: number): number {
  const before = text.split('\n').slice(0, row - 1);
  return before.reduce((sum, line) => sum + line.length + 1, 0) + column - 1;
}

/** "at character 9", or with the line for a text of several. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  const column = Array.from(before.at(-1) ?? '').length + 1;
  return text.includes('\n') ? `in line ${before.length} at character ${column}` : `at character ${column}`;
}

interface LiquidErrorShape {
  message: string;
  originalError?: { message?: string };
  token?: { begin?: number };
}

function beginOf(error: unknown): number {
  return (error as LiquidErrorShape).token?.begin ?? 0;
}

/** The engine's own words, without the place that it adds to them. */
function reasonOf(error: unknown): string {
  const { originalError, message } = error as LiquidErrorShape;
  return (originalError?.message ?? message).replace(/, line:\d+, col:\d+$/s, '');
}
