/** Code of dates and times in milliseconds from 1970, whatever form the engine holds them in. */
import { familyOf } from '../../types/kinds';
import type { AnyType } from '../../types/type';

/** More than three digits of a second, which the engine holds as text. */
export const isFine = ({ spec }: AnyType): boolean => spec.storage === 'dict' && (spec.precision ?? 0) > 3;

/** Code of milliseconds: of a TIME those of its day, of a DATE those to its beginning. */
export function millis(value: string, type: AnyType): string {
  switch (familyOf(type.kind)) {
    case 'date':
      return `($.days(${value}) * 86400000)`;
    case 'time':
      return `$.clock(${value})`;
    default:
      return isFine(type) ? `$.parseTimestamp(${value})` : value;
  }
}

/** Code of the nanoseconds of the last of those milliseconds. */
export const below = (value: string, type: AnyType): string => (isFine(type) ? `$.below(${value})` : '0');

/** Code of a value of a type from code of its milliseconds and the nanoseconds of the last of them. */
export function ofMillis(ms: string, type: AnyType, nanos = '0'): string {
  switch (familyOf(type.kind)) {
    case 'date':
      return `$.date(Math.floor(${ms} / 86400000))`;
    case 'time':
      return `$.time(${ms})`;
    default:
      return isFine(type) ? `$.stamp(${ms}, ${nanos}, ${type.spec.precision})` : ms;
  }
}
