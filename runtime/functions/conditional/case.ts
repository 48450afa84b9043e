import { MillraceError } from '../../errors';
import { type AnyExpr, Expr, Expression, operand, type Stage } from '../../expr';
import type { BigInt_ } from '../../types/bigint';
import { bigint } from '../../types/bigint';
import { type Boolean_, boolean } from '../../types/boolean';
import { type Double, double } from '../../types/double';
import type { Mistake } from '../../types/mistake';
import { type String_, string } from '../../types/string';
import { type Timestamp, timestamp } from '../../types/timestamp';
import { type AnyType, withNullability } from '../../types/type';
import { castTo } from '../conversion/cast';
import { type Code, type ExprNode, NOTHING, type ScalarFunction } from '../function';
import { type Bare, builtIn, condition, type Nulls, nodes, type Stages, type TypeOfExpr } from '../signature';
import { type OrNull, type SameType, sameTypes } from './coalesce';

/** The type of a branch: a text is STRING, a number DOUBLE; a whole one of another type comes from an expression. */
export type BranchType<V> =
  V extends Expression<infer T, Stage>
    ? T
    : V extends string
      ? String_
      : V extends boolean
        ? Boolean_
        : V extends Date
          ? Timestamp
          : V extends bigint
            ? BigInt_
            : V extends number
              ? Double
              : never;
type IsCondition<C, Name extends string> =
  C extends Expression<Boolean_<boolean>, Stage> ? unknown : Mistake<`${Name} needs a condition: this is not BOOLEAN`>;
type OtherBranch<V, T, Name extends string> = SameType<V, OrNull<T, false>, Name>;

/** Arguments: condition, value, condition, value, … and at the end the value otherwise. */
const definition: ScalarFunction = {
  name: 'CASE',
  lazy: true,
  type: (args) =>
    withNullability(
      args[1] as AnyType,
      args.length % 2 === 0 || args.some((arg, i) => arg.isNullable && (i % 2 === 1 || i === args.length - 1)),
    ),
  sql(args) {
    const last = args.length % 2 === 1 ? ` ELSE ${args[args.length - 1]}` : '';
    const branches = args.slice(0, args.length - (args.length % 2));
    return `CASE${branches.map((arg, i) => (i % 2 === 0 ? ` WHEN ${arg}` : ` THEN ${arg}`)).join('')}${last} END`;
  },
  code(args, _, type) {
    const none: Code = { value: NOTHING[type.spec.storage] ?? '0', isNull: 'true' };
    let code = args.length % 2 === 1 ? (args[args.length - 1] as Code) : none;
    for (let i = args.length - (args.length % 2) - 2; i >= 0; i -= 2) {
      const [when, then] = [args[i], args[i + 1]] as [Code, Code];
      const holds = when.isNull === 'false' ? when.value : `(!${when.isNull} && ${when.value})`;
      const isNull = then.isNull === code.isNull ? then.isNull : `(${holds} ? ${then.isNull} : ${code.isNull})`;
      code = { value: `(${holds} ? ${then.value} : ${code.value})`, isNull };
    }
    return code;
  },
};

/** A CASE that has more branches to come; as it is, it gives NULL where no condition holds. */
export class Case<T extends AnyType, N extends boolean, S extends Stage> extends Expr<OrNull<T, true>, S> {
  /** Another branch, for rows for which none before holds. */
  when<C extends AnyExpr, V extends AnyExpr | Bare>(
    condition: C & IsCondition<C, 'WHEN'>,
    value: V & OtherBranch<V, T, 'CASE'>,
  ): Case<T, N extends true ? true : Nulls<V>, Stages<C | V | Expression<T, S>>> {
    return make(this, [conditionOf(condition), ...branch(this, value)]) as never;
  }
  /** The value where no condition holds. */
  otherwise<V extends AnyExpr | Bare>(
    value: V & OtherBranch<V, T, 'CASE'>,
  ): Expr<OrNull<T, N extends true ? true : Nulls<V>>, Stages<V | Expression<T, S>>> {
    const { node, type } = make(this, branch(this, value));
    return new Expr(node, type) as never;
  }
}

const conditionOf = (given: AnyExpr): ExprNode => nodes('CASE', [condition], [given])[0] as ExprNode;
const branch = (of: AnyExpr, value: unknown): ExprNode[] => sameTypes('CASE', of, [value]).slice(1);

function make(before: AnyExpr | undefined, more: readonly ExprNode[]): Case<AnyType, boolean, Stage> {
  const args = [...(before?.node.op === 'call' ? before.node.args : []), ...more];
  const type = definition.type(args.map((arg) => arg.type));
  return new Case({ op: 'call', fn: definition, args, type }, type as OrNull<AnyType, true>) as never;
}

const BARE: Readonly<Record<string, AnyType>> = { string, boolean, bigint, number: double };

/**
 * `CASE WHEN condition THEN value … ELSE value END`; without `.otherwise`, NULL where no condition holds. All values have
 * one type, which is that of the first: of a JavaScript text STRING, of a number DOUBLE.
 * @example caseWhen(m.price.gt(100), 'high').when(m.price.gt(10), 'middle').otherwise('low')
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 * @throws MillraceError INVALID_ARGUMENT, INVALID_LITERAL
 */
export const caseWhen = builtIn(
  definition,
  <C extends AnyExpr, V extends AnyExpr | Bare>(
    condition: C & IsCondition<C, 'WHEN'>,
    value: V,
  ): Case<BranchType<V>, Nulls<V>, Stages<C | V>> =>
    make(undefined, [conditionOf(condition), firstBranch(value)]) as never,
);

function firstBranch(value: unknown): ExprNode {
  if (value instanceof Expression) return value.node;
  const type = value instanceof Date ? timestamp : BARE[typeof value];
  if (!type) throw new MillraceError('INVALID_LITERAL', `CASE: ${String(value)} has no literal in SQL`);
  const node = operand(value, type);
  // To Flink a literal is a CHAR of its own length.
  return type === string ? { op: 'call', fn: castTo(string), args: [node], type: string } : node;
}

const ifDefinition: ScalarFunction = {
  ...definition,
  name: 'IF',
  sql: ([when, then, otherwise]) => `IF(${when}, ${then}, ${otherwise})`,
};
/**
 * `IF(condition, a, b)`: a where the condition holds, else b. Both have one type.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#conditional-functions
 */
export const ifThenElse = builtIn(
  ifDefinition,
  <C extends AnyExpr, A extends AnyExpr, B extends AnyExpr | Bare>(
    condition: C & IsCondition<C, 'IF'>,
    a: A,
    b: B & SameType<B, TypeOfExpr<A>, 'IF'>,
  ): Expr<OrNull<TypeOfExpr<A>, Nulls<A | B>>, Stages<C | A | B>> => {
    const args = [conditionOf(condition), ...sameTypes('IF', a, [b])];
    const type = ifDefinition.type(args.map((arg) => arg.type));
    return new Expr({ op: 'call', fn: ifDefinition, args, type }, type) as never;
  },
);
