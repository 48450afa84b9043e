import { defineType, type SqlType } from './type';

/** TIME, a time of day in whole seconds without time zone: '12:34:56' in JavaScript. */
export type Time<N extends boolean = false> = SqlType<'TIME', N, string>;

export const time: Time = defineType<'TIME', string>({
  kind: 'TIME',
  sql: 'TIME(0)',
  storage: 'dict',
  precision: 0,
  accepts: (value) => typeof value === 'string' && isTime(value),
  literal: (value: string) => `TIME '${value}'`,
});

/** Whether a text is a time of day in whole seconds. */
export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text);
