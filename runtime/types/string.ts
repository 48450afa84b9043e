import { characterLiteral, isText } from '../sql/literals';
import { defineType, type SqlType } from './type';

/** STRING, Flink's VARCHAR(2147483647). Compared by code points, as Flink compares UTF-8 bytes. */
export type String_<N extends boolean = false> = SqlType<'STRING', N, string>;

export const string: String_ = defineType<'STRING', string>({
  kind: 'STRING',
  sql: 'STRING',
  storage: 'dict',
  accepts: (value) => isText(value),
  literal: (value: string) => characterLiteral(value),
});
