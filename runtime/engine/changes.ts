/** What a row of a changelog does: Flink's RowKind, by its byte values. */
export type RowKind = 0 | 1 | 2 | 3;

export const INSERT: RowKind = 0;
/** The row that the next one, an UPDATE_AFTER, takes the place of. */
export const UPDATE_BEFORE: RowKind = 1;
export const UPDATE_AFTER: RowKind = 2;
export const DELETE: RowKind = 3;

/** Whether a row is taken back: deleted, or about to be replaced. */
export const takesBack = (kind: RowKind): boolean => (kind & 1) === 1;
