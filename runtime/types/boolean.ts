import { defineType, type SqlType } from './type';

/** BOOLEAN; with NULL it makes SQL's three-valued logic. */
export type Boolean_<N extends boolean = false> = SqlType<'BOOLEAN', N, boolean>;

export const boolean: Boolean_ = defineType<'BOOLEAN', boolean>({
  kind: 'BOOLEAN',
  sql: 'BOOLEAN',
  storage: 'bool',
  accepts: (value) => typeof value === 'boolean',
  literal: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
});
