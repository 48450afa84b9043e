/** A row for each element of an ARRAY or entry of a MAP. */
import { MillraceError } from './errors';
import type { ChangelogMode, PlanNode } from './operators/operator';
import { unnestNode } from './operators/unnest';
import { checkNew } from './selection';
import { Table } from './table';
import type { Mistake } from './types/mistake';
import type { KindOf } from './types/numeric';
import { type AnyType, type PartsOf, type Schema, type SqlType, withNullability } from './types/type';

/** Names for what an element is made of: one, for a MAP's key and value two, and none for an ARRAY of ROWs, whose fields have names. */
export type ElementNames = string | readonly [key: string, value: string] | undefined;

type Parts = { element?: AnyType; key?: AnyType; value?: AnyType; fields?: Schema };

/** The columns of an element. */
type Elements<T, As> =
  PartsOf<T> extends { readonly element: infer E extends AnyType }
    ? PartsOf<E> extends { readonly fields: infer F extends Schema }
      ? F
      : As extends string
        ? { readonly [K in As]: E }
        : never
    : PartsOf<T> extends { readonly key: infer K extends AnyType; readonly value: infer V extends AnyType }
      ? As extends readonly [infer A extends string, infer B extends string]
        ? { readonly [N in A]: K } & { readonly [N in B]: V }
        : never
      : never;

/** A column of an element; NULL where a row without elements comes too. */
type Padded<T, Type> =
  T extends SqlType<infer Kind, infer N, infer Js, infer P>
    ? SqlType<Kind, Type extends 'left' ? true : N, Js, P>
    : never;

/** The rows of a table with the columns of an element. */
export type Unnested<Row extends Schema, Column extends keyof Row, As, Type> = {
  readonly [K in keyof Row | keyof Elements<Row[Column], As>]: K extends keyof Row
    ? Row[K]
    : K extends keyof Elements<Row[Column], As>
      ? Padded<Elements<Row[Column], As>[K], Type>
      : never;
};

/** What is wrong with unnesting a column under the given names, if anything. */
export type UnnestMistake<Row extends Schema, Column extends keyof Row, As> =
  PartsOf<Row[Column]> extends { readonly element: infer E }
    ? PartsOf<E> extends { readonly fields: infer F }
      ? As extends undefined
        ? Taken<keyof F & keyof Row & string>
        : Mistake<'the columns of an ARRAY of ROWs are the fields: leave as out'>
      : As extends string
        ? Taken<As & keyof Row & string>
        : Mistake<"an element needs a name: as: 'tag'">
    : PartsOf<Row[Column]> extends { readonly key: AnyType }
      ? As extends readonly [string, string]
        ? Taken<As[number] & keyof Row & string>
        : Mistake<"an entry of a MAP needs two names: as: ['key', 'value']">
      : Mistake<`unnest needs an ARRAY or a MAP: this column is ${KindOf<Row[Column]>}`>;
type Taken<Name extends string> = [Name] extends [never]
  ? unknown
  : Mistake<`the table already has a column ${Name}: choose another name, or rename it in a select first`>;

/** @throws MillraceError UNKNOWN_COLUMN, INVALID_UNNEST, RESERVED_COLUMN */
export function unnest<Row extends Schema, Mode extends ChangelogMode>(
  input: PlanNode,
  column: string,
  { as, type = 'inner' }: { readonly as?: ElementNames; readonly type?: 'inner' | 'left' },
): Table<Row, Mode> {
  const elements = elementsOf(input, column, as);
  checkNew(Object.keys(elements), input.schema, 'unnest');
  const isLeft = type === 'left';
  const added = Object.entries(elements).map(
    ([name, of]) => [name, withNullability(of, of.isNullable || isLeft)] as const,
  );
  const schema = { ...input.schema, ...Object.fromEntries(added) };
  return new Table(
    unnestNode({ inputs: [input], schema, mode: input.mode, column, elements: Object.keys(elements), isLeft }),
  );
}

function elementsOf({ schema }: PlanNode, column: string, as: ElementNames): Schema {
  const type = schema[column];
  const names = as === undefined ? [] : [as].flat();
  const fail = (what: string, cure: string): never => {
    throw new MillraceError('INVALID_UNNEST', `unnest: ${column} ${what}`, cure);
  };
  if (!type)
    throw new MillraceError(
      'UNKNOWN_COLUMN',
      `unnest: there is no column ${column}; there are ${Object.keys(schema).join(', ')}`,
    );
  const { element, key, value } = (type.spec.parts ?? {}) as Parts;
  const [first = '', second = ''] = names;
  if (element) {
    const { fields } = (element.spec.parts ?? {}) as Parts;
    if (fields)
      return names.length === 0 ? fields : fail('is an ARRAY of ROWs, whose fields are the columns', 'Leave as out.');
    return names.length === 1 ? { [first]: element } : fail('is an ARRAY', "Give its elements one name: as: 'tag'.");
  }
  if (key && value) {
    const cure = "Give its entries two names: as: ['key', 'value'].";
    return names.length === 2 && first !== second ? { [first]: key, [second]: value } : fail('is a MAP', cure);
  }
  return fail(`is ${type.spec.sql}`, 'Unnest an ARRAY or a MAP.');
}
