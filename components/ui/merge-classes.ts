import { createTailwindMerge } from 'tailwind-merge';

// tailwind-merge knows every class of Tailwind, which is 5 KB of each page. This is what it says of the classes that we
// have; merge-classes.test.ts compares the two for all of them.

const any = () => true;
const isLength = (value: string) => /^\[[\d.]+(px|r?em)\]$/.test(value);
const isWidth = (value: string) => /^\d+$/.test(value) || isLength(value);

/** One group for each name: `p-1` and `p-[3px]` are of `p`. */
const scales = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, [{ [name]: [any] }]]));

const SIDES = ['t', 'r', 'b', 'l'];
const sides = (name: string) => SIDES.map((side) => `${name}${side}`);

/** Of two classes of a group the later wins. */
const GROUPS = {
  ...scales('p px py pt pr pb pl m mx my mt mr mb ml gap gap-x gap-y space-x space-y size w h min-w min-h max-w max-h'),
  ...scales('inset inset-x inset-y top right bottom left z order opacity leading tracking origin cursor'),
  ...scales(
    'grid-cols grid-rows col-span row-span col-start row-start col-end auto-cols grid-flow line-clamp scroll-mt scroll-my basis',
  ),
  ...scales('fill stroke duration ease animate shadow inset-shadow ring translate-x translate-y rotate scale'),
  ...scales('items self underline-offset decoration aspect object select resize list placeholder will-change table'),
  ...scales('rounded rounded-t rounded-r rounded-b rounded-l rounded-tl rounded-tr rounded-br rounded-bl'),
  display: [
    'block',
    'inline',
    'inline-block',
    'flex',
    'inline-flex',
    'grid',
    'contents',
    'hidden',
    'table',
    'table-cell',
    'flow-root',
  ],
  position: ['static', 'fixed', 'absolute', 'relative', 'sticky'],
  'bg-image': [{ bg: [{ linear: [any] }, (value: string) => value.includes('gradient(')] }],
  'bg-size': [{ bg: [(value: string) => value.startsWith('[length:')] }],
  'bg-color': [{ bg: [any] }],
  'backdrop-blur': [{ 'backdrop-blur': ['', any] }],
  'font-size': [{ text: ['xs', 'sm', 'base', 'lg', 'xl', '2xl', isLength] }],
  'text-align': [{ text: ['left', 'center', 'right'] }],
  'text-wrap': [{ text: ['balance', 'pretty', 'wrap', 'nowrap'] }],
  'text-color': [{ text: [any] }],
  'text-decoration': ['underline', 'line-through', 'no-underline'],
  'text-transform': ['uppercase', 'lowercase', 'capitalize', 'normal-case'],
  'text-overflow': ['truncate'],
  'font-family': [{ font: ['sans', 'mono'] }],
  'font-weight': [{ font: ['normal', 'medium', 'semibold', 'bold'] }],
  flex: [{ flex: ['1', 'auto', 'none'] }],
  'flex-direction': [{ flex: ['row', 'row-reverse', 'col', 'col-reverse'] }],
  'flex-wrap': [{ flex: ['wrap', 'nowrap'] }],
  shrink: [{ shrink: ['', any] }],
  grow: ['grow', 'grow-0'],
  'justify-content': [{ justify: ['start', 'end', 'center', 'between'] }],
  ...scales('justify-items justify-self break-inside'),
  overflow: [{ overflow: ['auto', 'hidden', 'visible', 'clip'] }],
  ...scales('overflow-x overflow-y'),
  whitespace: [{ whitespace: [any] }],
  break: [{ break: ['all', 'words', 'normal'] }],
  'border-w': [{ border: ['', isWidth] }],
  ...Object.fromEntries(SIDES.map((side) => [`border-w-${side}`, [{ [`border-${side}`]: ['', isWidth] }]])),
  'border-collapse': [{ border: ['collapse', 'separate'] }],
  'border-spacing': [{ 'border-spacing': [any] }],
  'border-style': [{ border: ['solid', 'dashed', 'none'] }],
  'border-color': [{ border: [any] }],
  'outline-w': [{ outline: ['', isWidth] }],
  'outline-style': [{ outline: ['none', 'dashed'] }],
  'outline-offset': [{ 'outline-offset': [any] }],
  'outline-color': [{ outline: [any] }],
  transition: [{ transition: ['', any] }],
  'pointer-events': [{ 'pointer-events': [any] }],
  appearance: [{ appearance: [any] }],
  visibility: ['visible', 'invisible'],
  'sr-only': ['sr-only', 'not-sr-only'],
};

export const mergeClasses = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: GROUPS,
  conflictingClassGroups: {
    p: ['px', 'py', ...sides('p')],
    px: ['pr', 'pl'],
    py: ['pt', 'pb'],
    m: ['mx', 'my', ...sides('m')],
    mx: ['mr', 'ml'],
    my: ['mt', 'mb'],
    inset: ['inset-x', 'inset-y', 'top', 'right', 'bottom', 'left'],
    'inset-x': ['right', 'left'],
    'inset-y': ['top', 'bottom'],
    gap: ['gap-x', 'gap-y'],
    size: ['w', 'h'],
    flex: ['basis', 'grow', 'shrink'],
    'scroll-my': ['scroll-mt'],
    overflow: ['overflow-x', 'overflow-y'],
    'font-size': ['leading'],
    'line-clamp': ['display', 'overflow'],
    rounded: [...sides('rounded-'), 'rounded-tl', 'rounded-tr', 'rounded-br', 'rounded-bl'],
    'rounded-t': ['rounded-tl', 'rounded-tr'],
    'rounded-b': ['rounded-br', 'rounded-bl'],
    'rounded-l': ['rounded-tl', 'rounded-bl'],
    'rounded-r': ['rounded-tr', 'rounded-br'],
    'border-w': sides('border-w-'),
  },
  conflictingClassGroupModifiers: { 'font-size': ['leading'] },
  orderSensitiveModifiers: ['*', '**', 'after', 'before', 'placeholder', 'file', 'marker', 'selection'],
}));
