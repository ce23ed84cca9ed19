/** A `curl` of a page of docs, as it is written there. */
export interface ShownCommand {
  /** `docs/api.md:20` */
  place: string;
  /** For a shell; several lines where it is shown on several. */
  command: string;
  /** What is said of its answer, behind it or in the line below. */
  comment: string;
}

const BLOCK = /^```(\w*)\n([\s\S]*?)\n```$/gm;
const TRAILING = /\s+# (.+)$/;
const ANSWER = /^# (\d{3}\b|\{)/;

/**
 * The commands of a page's blocks of shell, and the variables that they use.
 * @throws Error for a line beside a `curl` that is neither a command, a part of one, a variable nor a comment
 */
export function readCommands(file: string, markdown: string): { commands: ShownCommand[]; variables: string[] } {
  const commands: ShownCommand[] = [];
  const variables: string[] = [];
  for (const { 1: language, 2: code = '', index } of markdown.matchAll(BLOCK)) {
    if (!/^\s*curl\b/m.test(code)) continue;
    if (language !== 'sh') throw new Error(`${file} shows a curl in a block of ${language || 'nothing'}`);
    const firstLine = markdown.slice(0, index).split('\n').length + 1;
    let last: ShownCommand | undefined;
    for (const [number, line] of code.split('\n').entries()) {
      const place = `${file}:${firstLine + number}`;
      if (line.startsWith('curl ')) {
        last = { place, command: line, comment: '' };
        commands.push(last);
      } else if (/^\s+\S/.test(line) && last) last.command += `\n${line}`;
      else if (ANSWER.test(line) && last) last.comment = line.slice(2);
      else if (/^[A-Z]+=/.test(line)) variables.push(line);
      else if (line !== '' && !line.startsWith('# ')) throw new Error(`${place} is not understood: ${line}`);
    }
  }
  for (const each of commands) {
    each.comment ||= TRAILING.exec(each.command)?.[1] ?? '';
    each.command = each.command.replace(TRAILING, '');
  }
  return { commands, variables };
}

/** What a comment promises of an answer: its status, where one is told, and names of fields. */
export function readPromise(comment: string): { status: number | null; fields: string[]; prefixes: string[] } {
  // Others speak of what is sent.
  if (!/^(\d{3}\b|\{|then, under GET: \{)/.test(comment)) return { status: null, fields: [], prefixes: [] };
  const [, status] = /^(\d{3})\b/.exec(comment) ?? [];
  return {
    status: status === undefined ? null : Number(status),
    // What follows a colon is a value.
    fields: [...comment.matchAll(/(?<!:\s*)"(\w+)"/g)].map(([, name = '']) => name),
    prefixes: [...comment.matchAll(/"id": ?"([a-z]+_)…"/g)].map(([, prefix = '']) => prefix),
  };
}
