import { inflateSync } from 'node:zlib';

/** How much is written on each sheet of a PDF that Chromium has made: its pieces of text, in the order of the sheets. */
export function readSheets(pdf: Buffer): number[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type\s*\/Page\b[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, id]) => {
    const content = streamOf(pdf, text, Number(id));
    return [...content.matchAll(/\bTj\b|\bTJ\b/g)].length;
  });
}

function streamOf(pdf: Buffer, text: string, id: number): string {
  const object = text.search(new RegExp(`(?:^|\\n)${id} 0 obj`));
  const length = Number(/\/Length (\d+)/.exec(text.slice(object))?.[1]);
  const start = /stream\r?\n/.exec(text.slice(object));
  if (object < 0 || !start || !length) throw new Error(`The PDF has no stream ${id}`);
  const from = object + start.index + start[0].length;
  return inflateSync(pdf.subarray(from, from + length)).toString('latin1');
}
