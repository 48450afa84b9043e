import { type AggregateOptions, type AnyExpr, aggregateCall } from '../../expr';
import { type SumOf, sumType } from '../../types/numeric';
import { type AnyType, withNullability } from '../../types/type';
import { type AggregateFunction, type Code, type LocalAggregate, unlessNull } from '../function';
import { builtIn } from '../signature';
import type { Aggregated, NoOptions, NumericArgument, RowArgument, TypeOfExpr } from './arguments';
import { decimalSum, decimalSum0, forDecimals } from './decimal-sums';

/** Adding and taking away within a type: integers wrap silently. */
const WITHIN: Record<string, (result: string) => string> = {
  DOUBLE: (result) => result,
  FLOAT: (result) => `Math.fround(${result})`,
  TINYINT: (result) => `(${result}) << 24 >> 24`,
  SMALLINT: (result) => `(${result}) << 16 >> 16`,
  INT: (result) => `(${result}) | 0`,
  BIGINT: (result) => `BigInt.asIntN(64, ${result})`,
};

const within = (type: AnyType | undefined, result: string): string => WITHIN[type?.kind ?? '']?.(result) as string;

const slots: LocalAggregate['slots'] = ([x]) => [
  x?.kind === 'BIGINT' ? { storage: 'i64', init: '0n' } : { storage: 'f64', init: '0' },
  { storage: 'f64', init: '0' },
];

/** Starts from the first value, so that the SUM of −0.0 alone is −0.0. */
const added = (sum: string, filled: string, { value }: Code, type: AnyType | undefined): string =>
  `if (${filled} === 0) { ${sum} = ${value}; ${filled} = 1; } else ${sum} = ${within(type, `${sum} + ${value}`)};`;

export const sumOf: AggregateFunction = {
  name: 'SUM',
  nullableWhenFiltered: true,
  type: ([x]) => sumType(x as AnyType),
  local: forDecimals(decimalSum, {
    slots,
    accumulate: ([sum, filled], [x], [type]) =>
      unlessNull(x as Code, added(sum as string, filled as string, x as Code, type)),
    value: ([sum, filled]) => ({ value: sum as string, isNull: `${filled} === 0` }),
    // NULL again when no value is left, but it goes on from what then is left of the sum: of DOUBLEs it need not be 0.
    retracting: {
      slots: (types) => [...slots(types), { storage: 'f64', init: '0' }],
      accumulate: ([sum, filled, n], [x], [type]) =>
        unlessNull(x as Code, `${added(sum as string, filled as string, x as Code, type)} ${n}++;`),
      retract([sum, filled, n], args, [type]) {
        const [x] = args as [Code];
        const zero = type?.kind === 'BIGINT' ? '0n' : '0';
        const rest = within(type, `(${filled} === 0 ? ${zero} : ${sum}) - ${x.value}`);
        return unlessNull(x, `${sum} = ${rest}; ${filled} = 1; ${n}--;`);
      },
      merge: ([sum, filled, n], [otherSum, otherFilled, m], [type]) =>
        `if (${otherFilled} !== 0) { ${added(sum as string, filled as string, { value: otherSum as string, isNull: 'false' }, type)} } ${n} += ${m};`,
      value: ([sum, , n]) => ({ value: sum as string, isNull: `${n} === 0` }),
    },
  }),
};

/** A SUM that is 0 where no value is: the planner computes others by it. */
export const sum0: AggregateFunction = {
  name: '$SUM0',
  type: ([x]) => sumType(withNullability(x as AnyType, false)),
  local: forDecimals(decimalSum0, {
    slots: (types) => slots(types).slice(0, 1),
    accumulate: ([sum], [x], [type]) =>
      unlessNull(x as Code, `${sum} = ${within(type, `${sum} + ${(x as Code).value}`)};`),
    retract: ([sum], [x], [type]) =>
      unlessNull(x as Code, `${sum} = ${within(type, `${sum} - ${(x as Code).value}`)};`),
    merge: ([sum], [other], [type]) => `${sum} = ${within(type, `${sum} + ${other}`)};`,
    value: ([sum]) => ({ value: sum as string, isNull: 'false' }),
  }),
};

/**
 * `SUM(x)` in the type of x: integers wrap silently on overflow, as in Flink; of a DECIMAL(p, s) it is DECIMAL(38, s). NULLs are skipped; NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function sum<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & NumericArgument<X>,
  options?: O,
): Aggregated<SumOf<TypeOfExpr<X>>, O> {
  return aggregateCall(sumOf, [x.node], options) as never;
}
builtIn(sumOf, sum);
