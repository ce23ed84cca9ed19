/** Adds a value to the statement's parameters and gives its placeholder, with its type. */
export type Bind = (value: unknown, type: string) => string;

/** A comparison of one entry of a flat JSON object: of a subscriber's tags, or of an event's properties. */
type FlatComparison =
  | { operator: 'exists' | 'not_exists'; key: string }
  | { operator: 'is' | 'is_not'; key: string; value: string | number | boolean }
  | { operator: 'greater' | 'less'; key: string; value: number }
  | { operator: 'contains'; key: string; value: string };

/** The comparison as SQL over a jsonb column: true or false, never null. `is` is written as `@>`, which GIN answers. */
export function compileFlatValue(column: string, wanted: FlatComparison, bind: Bind): string {
  switch (wanted.operator) {
    case 'exists':
      return `(${column} ? ${bind(wanted.key, 'text')})`;
    case 'not_exists':
      return `not (${column} ? ${bind(wanted.key, 'text')})`;
    case 'is':
    case 'is_not': {
      const is = `(${column} @> ${bind(JSON.stringify({ [wanted.key]: wanted.value }), 'jsonb')})`;
      return wanted.operator === 'is' ? is : `not ${is}`;
    }
    case 'contains': {
      const key = bind(wanted.key, 'text');
      const found = `strpos(${column} ->> ${key}, ${bind(wanted.value, 'text')}) > 0`;
      return `(case jsonb_typeof(${column} -> ${key}) when 'string' then ${found} else false end)`;
    }
    default: {
      // `case` because the cast of a text must not be tried, and `and` promises no order.
      const key = bind(wanted.key, 'text');
      const sign = wanted.operator === 'greater' ? '>' : '<';
      const compared = `(${column} ->> ${key})::numeric ${sign} ${bind(String(wanted.value), 'numeric')}`;
      return `(case jsonb_typeof(${column} -> ${key}) when 'number' then ${compared} else false end)`;
    }
  }
}
