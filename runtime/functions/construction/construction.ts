import { MillraceError } from '../../errors';
import { type AnyExpr, call, type Expr } from '../../expr';
import { type Array_, array } from '../../types/array';
import { type Family, familyOf } from '../../types/kinds';
import { type Map_, map } from '../../types/map';
import { type Row, row } from '../../types/row';
import { type AnyType, withNullability } from '../../types/type';
import { orNull } from '../called';
import { type OrNull, type SameTypes, sameTypes } from '../conditional/coalesce';
import { anyNullable, type Code, notLocal, type ScalarFunction } from '../function';
import { type Bare, builtIn, type Nulls, type Stages, type TypeOfExpr } from '../signature';
import { codecOf } from '../support/codecs';

const made = (value: string): Code => ({ value, isNull: 'false' });

const KEYS: readonly Family[] = ['character', 'integer', 'date', 'time'];
/** @throws MillraceError NOT_LOCAL for keys that are not told apart by their texts. */
export function demandKeys(name: string, { kind, spec }: AnyType): void {
  if (!KEYS.includes(familyOf(spec.parts?.key?.kind ?? ''))) {
    throw notLocal(`${name} of ${kind}`, 'the engine holds keys of texts, whole numbers, DATE and TIME');
  }
}

const arrayDefinition: ScalarFunction = {
  name: 'ARRAY',
  type: (args) => array(withNullability(args[0] as AnyType, anyNullable(args))),
  sql: (values) => `ARRAY[${values.join(', ')}]`,
  code: (args, _, type) =>
    made(`$.array(${codecOf(type.spec.parts?.element as AnyType)}, [${args.map(orNull).join(', ')}])`),
};
/**
 * `ARRAY[a, b, …]`: an ARRAY of values of one type.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#value-construction-functions
 */
export const arrayOf = builtIn(
  arrayDefinition,
  <A extends AnyExpr, const R extends readonly (AnyExpr | Bare)[]>(
    first: A,
    ...others: SameTypes<R, TypeOfExpr<A>, 'ARRAY'>
  ): Expr<Array_<OrNull<TypeOfExpr<A>, Nulls<A | R[number]>>>, Stages<A | R[number]>> =>
    call(arrayDefinition, sameTypes('ARRAY', first, others)) as never,
);

const mapDefinition: ScalarFunction = {
  name: 'MAP',
  type: (args) =>
    map(
      withNullability(
        args[0] as AnyType,
        args.some((arg, i) => i % 2 === 0 && arg.isNullable),
      ),
      withNullability(
        args[1] as AnyType,
        args.some((arg, i) => i % 2 === 1 && arg.isNullable),
      ),
    ),
  sql: (values) => `MAP[${values.join(', ')}]`,
  code(args, _, type) {
    demandKeys('MAP', type);
    const [keys, values] = [0, 1].map((odd) =>
      args
        .filter((_, i) => i % 2 === odd)
        .map(orNull)
        .join(', '),
    );
    return made(`$.map([${keys}], ${codecOf(type.spec.parts?.value as AnyType)}, [${values}])`);
  },
};
type Entry = readonly [key: AnyExpr, value: AnyExpr];
/**
 * `MAP[key, value, …]`: a MAP of keys of one type and values of one type.
 * @example mapOf([m.name, m.value])
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#value-construction-functions
 * @throws MillraceError INVALID_ARGUMENT for other types, and for no entry.
 */
export const mapOf = builtIn(
  mapDefinition,
  <K extends AnyExpr, V extends AnyExpr>(
    ...entries: readonly [readonly [K, V], ...(readonly [K, V])[]]
  ): Expr<Map_<OrNull<TypeOfExpr<K>, Nulls<K>>, OrNull<TypeOfExpr<V>, Nulls<V>>>, Stages<K | V>> => {
    const [first, ...others] = entries as readonly Entry[];
    if (!first) throw new MillraceError('INVALID_ARGUMENT', 'MAP needs at least one entry');
    const keys = sameTypes(
      'MAP',
      first[0],
      others.map(([key]) => key),
    );
    const values = sameTypes(
      'MAP',
      first[1],
      others.map(([, value]) => value),
    );
    return call(
      mapDefinition,
      keys.flatMap((key, i) => [key, values[i] as typeof key]),
    ) as never;
  },
);

const rowDefinition = (fields: readonly string[]): ScalarFunction => ({
  name: 'ROW',
  type: (args) => row(Object.fromEntries(args.map((arg, i) => [fields[i] as string, arg]))),
  // ROW(…) alone would name the fields by their places.
  sql: (values, types) => {
    const type = row(
      Object.fromEntries(types.map((of, i) => [fields[i] as string, withNullability(of, of.isNullable)])),
    );
    return `CAST(ROW(${values.join(', ')}) AS ${type.spec.sql})`;
  },
  code: (args, _, type) => made(`$.row(${codecOf(type)}, [${args.map(orNull).join(', ')}])`),
});
/**
 * `ROW(a, b, …)` with named fields. Flink takes it into another function only from a further select.
 * @example rowOf({ name: m.name, value: m.value })
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#value-construction-functions
 */
export const rowOf = builtIn(
  rowDefinition([]),
  <F extends Readonly<Record<string, AnyExpr>>>(
    fields: F,
  ): Expr<Row<{ readonly [K in keyof F]: OrNull<TypeOfExpr<F[K]>, Nulls<F[K]>> }>, Stages<F[keyof F]>> =>
    call(
      rowDefinition(Object.keys(fields)),
      Object.values(fields).map(({ node }) => node),
    ) as never,
);
