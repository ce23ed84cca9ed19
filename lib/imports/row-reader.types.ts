/** A row as it is stored: `[line, cells]`, the cells in the order of the columns. */
export type UploadedRow = readonly [line: number, cells: readonly string[]];

/** Names of the columns; a JSON file may bring further ones while it is read. */
export type RowReader = (chunks: AsyncGenerator<Buffer, void>, columns: string[]) => AsyncGenerator<UploadedRow, void>;

export const MAX_COLUMNS = 200;
/** Of one row; a subscription with a hundred tags has some 20,000. */
export const MAX_ROW_CHARACTERS = 100_000;
