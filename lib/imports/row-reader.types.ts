/** A row as it is stored: `[line, cells]`, the cells in the order of the columns. */
export type UploadedRow = readonly [line: number, cells: readonly string[]];

export const MAX_COLUMNS = 200;
/** Of one row; a subscription with a hundred tags has some 20,000. */
export const MAX_ROW_CHARACTERS = 100_000;
