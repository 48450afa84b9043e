import { type AggregateOptions, type AnyExpr, aggregateCall, Expr, operand } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type String_, string } from '../../types/string';
import { withNullability } from '../../types/type';
import { caseWhen } from '../conditional/case';
import { type AggregateFunction, type Code, type Slot, unlessNull } from '../function';
import { argument, builtIn, character, type Is } from '../signature';
import type { Aggregated, NoOptions, RowArgument, TypeOfExpr } from './arguments';

/** Code of the separator, a constant. */
const separatorOf = ([, separator]: readonly Code[]): string => separator?.value ?? "','";
const texts: Slot = { storage: 'any', init: 'null' };

const definition: AggregateFunction = {
  name: 'LISTAGG',
  nullableWhenFiltered: true,
  type: ([x]) => withNullability(string, x?.isNullable === true),
  local: {
    slots: () => [texts, texts],
    accumulate([text, separator], args) {
      const [x] = args as [Code];
      const first = `{ ${text} = ${x.value}; ${separator} = ${separatorOf(args)}; }`;
      return unlessNull(x, `if (${text} === null) ${first} else ${text} += ${separator} + ${x.value};`);
    },
    merge: ([text, separator], [other, itsSeparator]) =>
      `if (${text} === null) { ${text} = ${other}; ${separator} = ${itsSeparator}; } else if (${other} !== null) ${text} += ${separator} + ${other};`,
    value: ([text]) => ({ value: `(${text} ?? '')`, isNull: `${text} === null` }),
    retracting: {
      keepsEach: true,
      slots: () => [{ storage: 'any', init: '[]' }, texts],
      accumulate: ([list, separator], args) =>
        unlessNull(args[0] as Code, `${list}.push(${(args[0] as Code).value}); ${separator} = ${separatorOf(args)};`),
      retract: ([list], [x]) => unlessNull(x as Code, `$.removeFirst(${list}, ${(x as Code).value});`),
      merge: ([list, separator], [other, itsSeparator]) =>
        `${list}.push(...${other}); ${separator} ??= ${itsSeparator};`,
      value: ([list, separator]) => ({ value: `${list}.join(${separator})`, isNull: `${list}.length === 0` }),
    },
  },
};

/**
 * `LISTAGG(x[, separator])`: the texts of the group that are not NULL, in order of arrival, with a separator between them,
 * a comma unless told. NULL when all are.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function listagg<X extends AnyExpr, O extends AggregateOptions = NoOptions>(
  x: X & RowArgument<X> & Is<X, CharacterKind, 'LISTAGG'>,
  separator?: string,
  options?: O,
): Aggregated<String_<NullableOf<TypeOfExpr<X>>>, O> {
  const text = argument('LISTAGG', character, x);
  const others = separator === undefined ? [] : [operand(separator, string)];
  const { filter, distinct = false } = options ?? {};
  // Flink says that it is never NULL where the texts are not, though a FILTER may leave none: it is put into the argument.
  if (!filter || text.type.isNullable) return aggregateCall(definition, [text, ...others], options) as never;
  const filtered = caseWhen(filter as never, new Expr(text, text.type)).node;
  return aggregateCall(definition, [filtered, ...others], { distinct }) as never;
}
builtIn(definition, listagg);
