/** A plugin of PHP as far as it can be read without PHP. */
export interface PhpPlugin {
  code: string;
  /** The actions it hooks into, in order. */
  hooks: string[];
  /** Functions it calls, by name. */
  calls: string[];
  /** What the `printf` of an action's function prints. */
  printed(hook: string): string;
}

const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
/** A string in single quotes, a comment, or one character. No other kind of string is known. */
const TOKEN = /'(?:[^'\\]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*|#[^\n]*|[\s\S]/g;

/** What WordPress's functions make of an address, a key, a text. */
const FUNCTIONS: Record<string, (text: string) => string> = {
  esc_url: (text) => new URL(text).href.replace(/\/$/, ''),
  esc_attr: (text) => text.replace(/[&"'<>]/g, (character) => `&#${character.charCodeAt(0)};`),
  wp_json_encode: (text) => JSON.stringify(text).replaceAll('/', '\\/'),
};

/** @throws Error when a bracket, string or comment does not close, or a part is not as this reader knows it */
export function readPhpPlugin(code: string): PhpPlugin {
  const open: string[] = [];
  let bare = '';
  for (const [token] of code.matchAll(TOKEN)) {
    if (token.length > 1) continue;
    if (token === "'" || token === '"') throw new Error('a string does not close, or is in double quotes');
    if ('([{'.includes(token)) open.push(token);
    else if (token in PAIRS && open.pop() !== PAIRS[token]) throw new Error(`what ${token} ends does not close`);
    bare += token;
  }
  if (open.length > 0) throw new Error(`${open.join(' ')} does not close`);

  const constants = new Map(
    [...code.matchAll(/^const (\w+)\s*= '([^']*)';$/gm)].map(([, name, value]) => [name, value]),
  );
  const actions = code.split(/^add_action\('/m).slice(1);
  const called = [...bare.matchAll(/\b([a-z_]+)\s*\(/g)].map(([, name = '']) => name);
  return {
    code,
    hooks: actions.map((action) => /^(\w+)', function \(\) \{\n/.exec(action)?.[1] ?? ''),
    calls: [...new Set(called)].filter((name) => name !== 'function' && name !== 'if').sort(),
    printed: (hook) => {
      const action = actions.find((one) => one.startsWith(`${hook}'`)) ?? '';
      const [, format = '', list = ''] = /printf\(\s*'((?:[^'\\])*)',\s*([^;]*?)\s*\);/.exec(action) ?? [];
      const values = list.split(/,\s*/).map((argument) => {
        const [, name = '', constant] = /^(\w+)\((\w+)\)$/.exec(argument) ?? [];
        const value = constants.get(constant);
        const make = FUNCTIONS[name];
        if (value === undefined || !make) throw new Error(`${hook} prints ${argument}, which is not known here`);
        return make(value);
      });
      const parts = format.split('%s');
      if (parts.length !== values.length + 1 || format.replaceAll('%s', '').includes('%'))
        throw new Error(`${hook} prints ${values.length} values into ${format}`);
      return parts.map((part, index) => part + (values[index] ?? '')).join('');
    },
  };
}
