import { MillraceError } from '../../errors';
import type {
  ApproximateKind,
  ArrayKind,
  BinaryKind,
  CharacterKind,
  DecimalKind,
  Family,
  IntegerKind,
  MapKind,
  TimestampKind,
  TimestampLtzKind,
} from '../../types/kinds';
import { familyOf } from '../../types/kinds';
import type { Mistake } from '../../types/mistake';
import { type AnyType, withNullability } from '../../types/type';
import { nullIfNone } from '../code';
import { type Code, NOTHING, notLocal, type ScalarFunction } from '../function';
import { castCode } from './cast-code';

/** What Flink casts each kind to, beside its own: as the types see it. */
type Targets<K extends string> = K extends CharacterKind
  ? CharacterKind | BinaryKind | 'BOOLEAN' | DecimalKind | IntegerKind | ApproximateKind | Times
  : CharacterKind | OtherTargets<K>;
type Times = 'DATE' | 'TIME' | TimestampKind | TimestampLtzKind;
type OtherTargets<K extends string> = K extends BinaryKind
  ? BinaryKind
  : K extends 'BOOLEAN' | IntegerKind | DecimalKind | ApproximateKind
    ? 'BOOLEAN' | IntegerKind | DecimalKind | ApproximateKind
    : K extends 'DATE' | 'TIME'
      ? K | TimestampKind | TimestampLtzKind
      : K extends TimestampKind | TimestampLtzKind
        ? Times
        : K extends ArrayKind
          ? ArrayKind
          : K extends MapKind
            ? MapKind
            : K;

/** What is wrong with a cast, if anything. */
export type Castable<From extends string, To extends string> =
  To extends Targets<From> ? unknown : Mistake<`Flink cannot cast ${From} to ${To}`>;

const TIMES: readonly Family[] = ['date', 'time', 'timestamp', 'timestamp_ltz'];
const NUMBERS: readonly Family[] = ['integer', 'decimal', 'approximate'];
/** The same by families; Flink's validator takes some more, which its planner then refuses. */
const TARGETS: Readonly<Record<Family, readonly Family[]>> = {
  character: ['character', 'binary', 'boolean', ...NUMBERS, ...TIMES],
  binary: ['character', 'binary'],
  boolean: ['character', 'boolean', ...NUMBERS],
  integer: ['character', 'boolean', ...NUMBERS],
  decimal: ['character', 'boolean', ...NUMBERS],
  approximate: ['character', 'boolean', ...NUMBERS],
  date: ['character', 'date', 'timestamp', 'timestamp_ltz'],
  time: ['character', 'time', 'timestamp', 'timestamp_ltz'],
  timestamp: ['character', ...TIMES],
  timestamp_ltz: ['character', ...TIMES],
  array: ['character', 'array'],
  map: ['character', 'map'],
  row: ['character', 'row'],
};

export const castable = (from: AnyType, to: AnyType): boolean =>
  (TARGETS[familyOf(from.kind)] ?? []).includes(familyOf(to.kind));

/** `CAST(x AS type)`, or with `TRY_CAST` NULL where that fails. @throws MillraceError INVALID_CAST */
export function castTo(to: AnyType, name: 'CAST' | 'TRY_CAST' = 'CAST'): ScalarFunction {
  return {
    name,
    type([from]) {
      if (from && !castable(from, to)) {
        throw new MillraceError(
          'INVALID_CAST',
          `Flink cannot cast ${from.kind} to ${to.kind}`,
          `It casts ${familyOf(from.kind)} types to ${TARGETS[familyOf(from.kind)].join(', ')} types.`,
        );
      }
      return withNullability(to, name === 'TRY_CAST' || from?.isNullable === true);
    },
    sql: ([x]) => `${name}(${x} AS ${to.spec.sql})`,
    code([x], [from]) {
      const { value, isNull } = x as Code;
      const cast = castCode(value, from as AnyType, to);
      if (!cast) {
        const why =
          familyOf(to.kind) === 'character' ? "a MAP's entries have an order there that is not kept here" : undefined;
        throw notLocal(`${name} of ${from?.kind} to ${to.kind}`, why);
      }
      const { code, mayFail, mayBeNull, isCall } = cast;
      const nothing = NOTHING[to.spec.storage] ?? '0';
      if (mayFail && name === 'TRY_CAST') return nullIfNone([x as Code], `$.tried(() => ${code})`, nothing);
      if (mayBeNull) return nullIfNone([x as Code], code, nothing);
      const guarded = isNull !== 'false' && (mayFail || isCall) ? `(${isNull} ? ${nothing} : ${code})` : code;
      return { value: guarded, isNull };
    },
  };
}
