/** What a function is: its SQL, its type rule, its null rule and the fragment of code that the local engine fuses into a loop. */
import { MillraceError } from '../errors';
import { type Family, familyOf } from '../types/kinds';
import { type Stored, stored } from '../types/stored';
import type { AnyType, Storage } from '../types/type';

export type ExprNode =
  | { readonly op: 'column'; readonly table: number; readonly name: string; readonly type: AnyType }
  | { readonly op: 'literal'; readonly value: unknown; readonly type: AnyType }
  | { readonly op: 'call'; readonly fn: ScalarFunction; readonly args: readonly ExprNode[]; readonly type: AnyType }
  | AggregateNode;

export interface AggregateNode {
  readonly op: 'aggregate';
  readonly fn: AggregateFunction;
  readonly args: readonly ExprNode[];
  readonly type: AnyType;
  /** Takes each value of its argument once. */
  readonly distinct?: boolean;
  /** Takes the rows for which this is TRUE. */
  readonly filter?: ExprNode;
}

/** The expressions that an expression is made of. */
export function children(node: ExprNode): readonly ExprNode[] {
  if (node.op === 'aggregate') return node.filter ? [...node.args, node.filter] : node.args;
  return node.op === 'call' ? node.args : [];
}

/**
 * A compiled expression: code of its value, in the storage form of its type (numbers, BigInt for BIGINT, milliseconds
 * for TIMESTAMP, JavaScript strings and booleans), and code that is true where it is NULL (`'false'` when it never is).
 * Both are free of side effects and cheap to repeat: anything larger is bound to a local first.
 */
export interface Code {
  readonly value: string;
  readonly isNull: string;
  /** Where `value` and `isNull` repeat one computation that gives null for NULL: it can be bound once. */
  readonly repeats?: { readonly code: string; readonly nothing: string };
  /** What the planner takes for its being NULL where it does not compute it: not that a DECIMAL overflows. */
  readonly plannedNull?: string;
  /** Of a condition, code of what the planner makes of its NOT: of NaN `a < b` and `a >= b` are both FALSE. */
  readonly negated?: string;
}

export interface ScalarFunction {
  /** Flink's name or operator. */
  readonly name: string;
  /** True when the SQL is an infix operator, to be put in parentheses inside another. */
  readonly infix?: boolean;
  /** False when the same arguments may give another value the next time: clocks, random numbers. */
  readonly deterministic?: false;
  /** A user's own: its name in scripts and the Java class behind it. */
  readonly userDefined?: { readonly name: string; readonly class: string };
  /** Its code has `clock.now`, the job's processing time in milliseconds. */
  readonly readsClock?: true;
  /** Its code has `W[i]`, the watermark before the row of a loop. */
  readonly readsWatermark?: true;
  /** True where arguments after the first are computed only when they are needed: one of them may fail the job. */
  readonly lazy?: true;
  type(args: readonly AnyType[]): AnyType;
  /** Its SQL; `NAME(a, b)` unless given. */
  sql?(args: readonly string[], argTypes: readonly AnyType[]): string;
  /** Absent when the local engine cannot compute it; `nodes` are the arguments where they are an expression's. */
  code?(args: readonly Code[], argTypes: readonly AnyType[], type: AnyType, nodes?: readonly ExprNode[]): Code;
  /** Why the local engine does not compute it. */
  readonly onlyOnFlink?: string;
}

/**
 * One number, bigint or reference that an aggregate keeps per group, with the code of its initial value. References are to
 * plain data, such as `new Map()`, that structuredClone copies.
 */
export interface Slot {
  readonly storage: 'f64' | 'i64' | 'any';
  readonly init: string;
}

export interface AggregateFunction {
  readonly name: string;
  /** A user's own: its name in scripts and the Java class behind it. */
  readonly userDefined?: { readonly name: string; readonly class: string };
  /** A FILTER may leave it no row, which makes its result NULL. */
  readonly nullableWhenFiltered?: true;
  /** A function of a row's place among others: `.over` alone takes it. */
  readonly onlyOver?: true;
  type(args: readonly AnyType[]): AnyType;
  /** Its SQL; `NAME(a, b)` unless given. `call` renders a call of an aggregate with the DISTINCT and FILTER it was given. */
  sql?(
    args: readonly string[],
    argTypes: readonly AnyType[],
    call: (name: string, ...args: readonly string[]) => string,
  ): string;
  /** Absent when the local engine cannot compute it. */
  readonly local?: LocalAggregate;
}

/** How the local engine computes an aggregate. */
export interface LocalAggregate {
  slots(args: readonly AnyType[]): readonly Slot[];
  /** Statements that take one row in; `slots` are assignable expressions. They handle NULL themselves. */
  accumulate(slots: readonly string[], args: readonly Code[], argTypes: readonly AnyType[]): string;
  value(slots: readonly string[], argTypes: readonly AnyType[]): Code;
  /** Statements that take another group's slots in, which stay as they are; absent where that is to accumulate its value. */
  merge?(slots: readonly string[], other: readonly string[], argTypes: readonly AnyType[]): string;
  /** Statements that take one row back; absent where it cannot be. */
  retract?(slots: readonly string[], args: readonly Code[], argTypes: readonly AnyType[]): string;
  /** It keeps values one by one, and Flink's state TTL frees each of them by itself. */
  readonly keepsEach?: true;
  /** Another way to compute it, where rows may be taken back. */
  readonly retracting?: LocalAggregate;
}

/**
 * Code of a call.
 * @param inLoop whether the code is of a loop over a batch, as that of select and where is
 * @throws MillraceError NOT_LOCAL
 */
export function callCode(node: ExprNode & { op: 'call' }, args: readonly Code[], inLoop = false): Code {
  if (node.fn.readsWatermark && !inLoop) throw notLocal(`${node.fn.name} here`, 'select and where have the watermark');
  if (!node.fn.code) throw notLocal(node.fn.name, node.fn.onlyOnFlink);
  return node.fn.code(
    args,
    node.args.map((arg) => arg.type),
    node.type,
    node.args,
  );
}

export const notLocal = (what: string, why?: string): MillraceError =>
  new MillraceError(
    'NOT_LOCAL',
    why === undefined
      ? `the local runtime cannot compute ${what} yet`
      : `the local runtime cannot compute ${what}: ${why}`,
    'Run the job on Flink: --engine flink.',
  );

/** Code of what a computation gives, null being NULL and `nothing` its value then. */
export const ofNullable = (code: string, nothing: string): Code => ({
  value: `(${code} ?? ${nothing})`,
  isNull: `(${code} === null)`,
  repeats: { code, nothing },
});

/** What Flink writes for a NULL of a type that has none, which a DECIMAL that overflows brings about; of other types NULL. */
const WRITTEN: Readonly<Partial<Record<Family, string>>> = {
  ...{ character: "''", boolean: 'false', integer: '-1', approximate: '-1' },
};

/** Code of a value as it is written. */
export function written(code: Code, type: AnyType): Code {
  const nothing = type.kind === 'BIGINT' ? '-1n' : WRITTEN[familyOf(type.kind)];
  if (type.isNullable || code.isNull === 'false' || nothing === undefined) return code;
  return { value: `(${code.isNull} ? ${nothing} : ${code.value})`, isNull: 'false' };
}

/** What the planner takes for being NULL. */
export const plannedNull = ({ plannedNull: planned, isNull }: Code): string => planned ?? isNull;

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
  if (familyOf(from.kind) === 'decimal') {
    if (to.kind === 'BIGINT') return `$.decimalToLong(${arg.value})`;
    const double = `$.decimalToDouble(${arg.value}, ${from.spec.precision})`;
    return to.kind === 'FLOAT' ? `Math.fround(${double})` : double;
  }
  if (to.kind === 'BIGINT') return `BigInt(${arg.value})`;
  if (from.kind === 'BIGINT' && to.kind === 'FLOAT') return `$.longToFloat(${arg.value})`;
  const value = from.kind === 'BIGINT' ? `Number(${arg.value})` : arg.value;
  return to.kind === 'FLOAT' ? `Math.fround(${value})` : value;
}

/** Code of a literal. */
export const literalCode = ({ value, type }: ExprNode & { op: 'literal' }): Code =>
  value === null
    ? { value: NOTHING[type.spec.storage] ?? '0', isNull: 'true' }
    : { value: codeOf(stored(value, type)), isNull: 'false' };

function codeOf(form: Stored): string {
  if (typeof form === 'string') return JSON.stringify(form);
  return typeof form === 'bigint' ? `${form}n` : Object.is(form, -0) ? '-0' : String(form);
}

/** What stands where there is no value. */
export const NOTHING: Readonly<Partial<Record<Storage, string>>> = { dict: "''", i64: '0n', bool: 'false' };
