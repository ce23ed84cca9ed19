import { analyzeSync, Liquid, type Template } from 'liquidjs';
import { isPersonal, PERSONAL_FIELDS, type Person, type PersonalField } from '@/lib/contracts/personal-fields';

/** A value of the engine's memory count: about so many characters may be made while one text is rendered. */
const MEMORY_LIMIT = 50_000;
/** Only a backstop: there are no loops, so a render is bounded by its text, and a pause of the machine must not fail it. */
const RENDER_LIMIT_MS = 2_000;
/** Longer than any text that the schemas let through. */
const PARSE_LIMIT = 8_192;
/** Far above what a push carries. */
const MAX_OUTPUT_CHARACTERS = 4_096;

/** Conditions only: nothing that reads files, loops or keeps state. */
const TAGS = ['if', 'unless', 'case', 'comment', 'raw'];
/** Without `raw`, which would switch off the encoding in addresses, and without all that only lists need. */
export const LIQUID_FILTERS = [
  ...['default', 'upcase', 'downcase', 'capitalize', 'append', 'prepend', 'remove', 'remove_first'],
  ...['replace', 'replace_first', 'strip', 'lstrip', 'rstrip', 'truncate', 'truncatewords', 'slice', 'size'],
  ...['split', 'first', 'last', 'join', 'date', 'plus', 'minus', 'times', 'divided_by', 'modulo', 'round', 'ceil'],
  ...['floor', 'abs', 'at_least', 'at_most'],
];
export const LIQUID_TAGS = TAGS;

/** Where a template names a field. */
export interface FieldUse {
  /** `external_id`, or `tags` with the tag's name. */
  root: string;
  /** Null when it is computed (`tags[language]`) or absent. */
  tag: string | null;
  /** Parts after the root. */
  depth: number;
  row: number;
  column: number;
}

export interface CompiledLiquid {
  /**
   * @throws LiquidError; Error when the output is far too long or, for an address, leaves its host
   */
  render(person: Person): string;
  uses: FieldUse[];
}

function createEngine(outputEscape?: (value: unknown) => string): Liquid {
  const engine = new Liquid({
    // No file is ever looked up: templates live in this empty record, and the tags that would ask for one are gone.
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    parseLimit: PARSE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
    // Servers stand in any zone; what a date says must not depend on it.
    timezoneOffset: 0,
    cache: false,
    ...(outputEscape && { outputEscape }),
  });
  for (const name of Object.keys(engine.tags)) if (!TAGS.includes(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) if (!LIQUID_FILTERS.includes(name)) delete engine.filters[name];
  return engine;
}

/** As `encodeURIComponent`, which throws for half an emoji, as slicing makes them. */
function encodeValue(value: unknown): string {
  return encodeURIComponent(String(value ?? '').toWellFormed());
}

const engines = { text: createEngine(), url: createEngine(encodeValue) };

/**
 * Parses a text once, for many subscribers. In an address every value is URL-encoded.
 * @throws LiquidError (liquidjs) with the place, for what is not valid or not allowed here
 */
export function compileLiquid(text: string, kind: 'text' | 'url'): CompiledLiquid {
  const engine = engines[kind];
  const templates: Template[] = engine.parse(text);
  const host = kind === 'url' ? hostOf(text) : null;
  const write = simpleWriter(text, kind) ?? ((person: Person) => engine.renderSync(templates, person) as string);
  return {
    uses: usesOf(templates),
    render(person) {
      const output = write(person);
      if (output.length > MAX_OUTPUT_CHARACTERS) throw new Error('the output is too long');
      const clean = output.replaceAll('\0', '').toWellFormed().trim();
      if (host !== null && hostOf(clean) !== host) throw new Error('the address leaves its host');
      return clean;
    },
  };
}

const SIMPLE_OUTPUT = new RegExp(
  `\\{\\{\\s*(?:(${Object.keys(PERSONAL_FIELDS).join('|')})|tags\\.(?!(?:size|first|last)\\b)([A-Za-z_]\\w*))\\s*` +
    `(?:\\|\\s*default:\\s*(?:"([^"\\\\]*)"|'([^'\\\\]*)')\\s*)?\\}\\}`,
  'g',
);

/**
 * What most personal texts are, `{{ field | default: "words" }}` between plain words, written without the engine: it
 * costs a twentieth. The engine has parsed the text all the same, and a test has both say the same.
 * @returns null for a text with anything else in it
 */
function simpleWriter(text: string, kind: 'text' | 'url'): ((person: Person) => string) | null {
  const encode = kind === 'url' ? encodeValue : String;
  const parts: (string | ((person: Person) => string))[] = [];
  let end = 0;
  for (const match of text.matchAll(SIMPLE_OUTPUT)) {
    const [whole, field, tag = '', doubled, single] = match;
    const fallback = doubled ?? single;
    parts.push(text.slice(end, match.index), (person) => {
      const value = field
        ? person[field as PersonalField]
        : person.tags && Object.hasOwn(person.tags, tag)
          ? person.tags[tag]
          : undefined;
      // As Liquid's `default`: false counts as nothing, 0 does not.
      const isNothing = value === undefined || value === null || value === '' || value === false;
      if (fallback !== undefined && isNothing) return encode(fallback);
      return value === undefined || value === null ? '' : encode(value);
    });
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  if (parts.some((part) => typeof part === 'string' && isPersonal(part))) return null;
  return (person) => parts.map((part) => (typeof part === 'string' ? part : part(person))).join('');
}

/** Scheme and host of an address as written; null unless they are whole before anything personal begins. */
export function hostOf(address: string): string | null {
  return /^https?:\/\/[^/?#{}\\@\s]+(?=[/?#])/i.exec(address)?.[0].toLowerCase() ?? null;
}

function usesOf(templates: Template[]): FieldUse[] {
  const { variables } = analyzeSync(templates, { partials: false });
  return Object.values(variables)
    .flat()
    .map(({ segments, location }) => ({
      root: String(segments[0]),
      tag: typeof segments[1] === 'string' ? segments[1] : null,
      depth: segments.length - 1,
      row: location.row,
      column: location.col,
    }));
}

/** Whether templates may name it without `tags.` before it. */
export function isPersonalField(name: string): name is PersonalField {
  return Object.hasOwn(PERSONAL_FIELDS, name);
}
