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
import { type Code, notLocal, type ScalarFunction } from '../function';

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
    code(args, types) {
      const [{ value, isNull }] = args as [Code];
      const [from] = types as [AnyType];
      const code = CASTS[`${from.kind}>${to.kind}`] ?? (from.kind === to.kind ? (x: string) => x : undefined);
      if (!code) throw notLocal(`${name} of ${from.kind} to ${to.kind}`);
      return { value: code(value), isNull };
    },
  };
}

/** The casts that need no more than a line here, none of which can fail. */
const CASTS: Readonly<Record<string, (x: string) => string>> = {
  'INT>BIGINT': (x) => `BigInt(${x})`,
  'INT>DOUBLE': (x) => x,
  'BIGINT>DOUBLE': (x) => `Number(${x})`,
  'BIGINT>INT': (x) => `Number(BigInt.asIntN(32, ${x}))`,
  'INT>STRING': (x) => `String(${x})`,
  'BIGINT>STRING': (x) => `String(${x})`,
  'BOOLEAN>STRING': (x) => `(${x} ? 'TRUE' : 'FALSE')`,
  'BOOLEAN>INT': (x) => `(${x} ? 1 : 0)`,
  'BOOLEAN>BIGINT': (x) => `(${x} ? 1n : 0n)`,
  'BOOLEAN>DOUBLE': (x) => `(${x} ? 1 : 0)`,
  'INT>BOOLEAN': (x) => `(${x} !== 0)`,
  'BIGINT>BOOLEAN': (x) => `(${x} !== 0n)`,
};
