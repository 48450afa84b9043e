import { daysInMonth } from '../time';
import { defineType, type SqlType } from './type';

/** DATE, a day of the calendar without time zone: '2026-11-24' in JavaScript. */
export type Date_<N extends boolean = false> = SqlType<'DATE', N, string>;

export const date: Date_ = defineType<'DATE', string>({
  kind: 'DATE',
  sql: 'DATE',
  storage: 'dict',
  accepts: (value) => typeof value === 'string' && isDate(value),
  literal: (value: string) => `DATE '${value}'`,
});

/** Whether a text is a day of the years 1 to 9999. */
export function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month);
}
