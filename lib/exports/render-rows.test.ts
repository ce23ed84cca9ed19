import { describe, expect, it } from 'vitest';
import { csvCell, type ExportColumn, renderRows } from './render-rows';

describe('csvCell', () => {
  it.each([
    ['=1+1', '"\'=1+1"'],
    ['+49 30 1234', '"\'+49 30 1234"'],
    ['-2+3', '"\'-2+3"'],
    ['@SUM(A1)', '"\'@SUM(A1)"'],
    ['|calc', '"\'|calc"'],
    ['  =HYPERLINK("http://x")', '"\'  =HYPERLINK(""http://x"")"'],
    ['\t=1', '"\'\t=1"'],
    ['\rtext', '"\'\rtext"'],
    ['＝1', '"\'＝1"'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ["it's", '"it\'s"'],
    ['plain', 'plain'],
    ['a=b', 'a=b'],
    ['', ''],
    [null, ''],
    [-5, '-5'],
    [true, 'true'],
    [{ a: '=1' }, '"{""a"":""=1""}"'],
    [['x'], '"[""x""]"'],
  ])('%j → %s', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });

  it('leaves a key as it is, since it has nothing that could run', () => {
    expect(csvCell('-BTBZMqHH6r4Tts7J_aSIg', true)).toBe('-BTBZMqHH6r4Tts7J_aSIg');
  });
});

describe('renderRows', () => {
  const columns: ExportColumn<{ n: number }>[] = [
    { name: 'n', value: ({ n }) => n },
    { name: 'text', value: ({ n }) => `=${n}` },
  ];
  const pages = [[{ n: 1 }, { n: 2 }], [{ n: 3 }], []];
  const whole = (format: 'csv' | 'json', of: { n: number }[][]) => {
    let rowCountBefore = 0;
    return of
      .map((rows, i) => {
        const place = { isFirst: i === 0, isLast: i === of.length - 1, rowCountBefore };
        rowCountBefore += rows.length;
        return renderRows(format, columns, rows, place);
      })
      .join('');
  };

  it('makes one file of the pages', () => {
    expect(whole('csv', pages)).toBe('n,text\r\n1,"\'=1"\r\n2,"\'=2"\r\n3,"\'=3"\r\n');
    expect(JSON.parse(whole('json', pages))).toEqual([
      { n: 1, text: '=1' },
      { n: 2, text: '=2' },
      { n: 3, text: '=3' },
    ]);
  });

  it('is a file without rows too', () => {
    expect(whole('csv', [[]])).toBe('n,text\r\n');
    expect(JSON.parse(whole('json', [[]]))).toEqual([]);
  });
});
