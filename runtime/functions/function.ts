/** What a function is: its SQL, its type rule, its null rule and the fragment of code that the local engine fuses into a loop. */
import type { AnyType } from '../types/type';

export type ExprNode =
  | { readonly op: 'column'; readonly table: number; readonly name: string; readonly type: AnyType }
  | { readonly op: 'literal'; readonly value: unknown; readonly type: AnyType }
  | { readonly op: 'call'; readonly fn: ScalarFunction; readonly args: readonly ExprNode[]; readonly type: AnyType }
  | {
      readonly op: 'aggregate';
      readonly fn: AggregateFunction;
      readonly args: readonly ExprNode[];
      readonly type: AnyType;
    };

/**
 * A compiled expression: code of its value, in the storage form of its type (numbers, BigInt for BIGINT, milliseconds
 * for TIMESTAMP, JavaScript strings and booleans), and code that is true where it is NULL (`'false'` when it never is).
 * Both are free of side effects and cheap to repeat: anything larger is bound to a local first.
 */
export interface Code {
  readonly value: string;
  readonly isNull: string;
}

export interface ScalarFunction {
  /** Flink's name or operator. */
  readonly name: string;
  /** True when the SQL is an infix operator, to be put in parentheses inside another. */
  readonly infix?: boolean;
  type(args: readonly AnyType[]): AnyType;
  sql(args: readonly string[]): string;
  code(args: readonly Code[], argTypes: readonly AnyType[], type: AnyType): Code;
}

/** One number, bigint or reference that an aggregate keeps per group, with the code of its initial value. */
export interface Slot {
  readonly storage: 'f64' | 'i64' | 'any';
  readonly init: string;
}

export interface AggregateFunction {
  readonly name: string;
  type(args: readonly AnyType[]): AnyType;
  sql(args: readonly string[], argTypes: readonly AnyType[]): string;
  slots(args: readonly AnyType[]): readonly Slot[];
  /** Statements that take one row in; `slots` are assignable expressions. They handle NULL themselves. */
  accumulate(slots: readonly string[], args: readonly Code[], argTypes: readonly AnyType[]): string;
  value(slots: readonly string[], argTypes: readonly AnyType[]): Code;
}

export const anyNull = (args: readonly Code[]): string => {
  const nulls = [...new Set(args.map((a) => a.isNull))].filter((n) => n !== 'false');
  return nulls.length === 0 ? 'false' : nulls.length === 1 ? (nulls[0] as string) : `(${nulls.join(' || ')})`;
};

export const anyNullable = (args: readonly AnyType[]): boolean => args.some((a) => a.isNullable);

/** Guards statements by "the argument is not NULL". */
export const unlessNull = (arg: Code, statements: string): string =>
  arg.isNull === 'false' ? statements : `if (!(${arg.isNull})) { ${statements} }`;

/** Code of a numeric argument brought to a wider type, as Flink's implicit casts do. */
export function promoted(arg: Code, from: AnyType, to: AnyType): string {
  if (from.kind === to.kind) return arg.value;
  if (to.kind === 'BIGINT') return `BigInt(${arg.value})`;
  return from.kind === 'BIGINT' ? `Number(${arg.value})` : arg.value;
}

export function isLiteral(value: unknown, type: AnyType): boolean {
  try {
    type.spec.literal(value as never);
  } catch {
    return false;
  }
  switch (type.kind) {
    case 'STRING':
      return typeof value === 'string';
    case 'BOOLEAN':
      return typeof value === 'boolean';
    case 'TIMESTAMP':
      return value instanceof Date;
    case 'BYTES':
      return value instanceof Uint8Array;
    case 'BIGINT':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    default:
      return typeof value === 'number';
  }
}
