// What a wide screen shows of the composer at first beside its form, in one file: both draw on the table of platforms.
export { LooksSection } from './composer-looks';
export { ComposerSide } from './composer-side';
