import { type AnyExpr, call, type Expr } from '../../expr';
import { familyOf } from '../../types/kinds';
import { type String_, string } from '../../types/string';
import { notLocal, type ScalarFunction } from '../function';
import { builtIn, type Stages } from '../signature';

const definition: ScalarFunction = {
  name: 'TYPEOF',
  type: () => string.nullable(),
  code([x], [type]) {
    const isText = type !== undefined && familyOf(type.kind) === 'character';
    // A literal of a text is a CHAR to Flink, and a time attribute says that it is one.
    if (type?.role || (isText && x?.value.startsWith('"'))) throw notLocal(`TYPEOF of ${type?.kind} here`);
    return { value: JSON.stringify(type?.sql), isNull: 'false' };
  },
};

/**
 * `TYPEOF(x)`: how Flink spells the type of x, such as `INT NOT NULL`.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#type-conversion-functions
 */
export const typeOf = builtIn(
  definition,
  <X extends AnyExpr>(x: X): Expr<String_<true>, Stages<X>> => call(definition, [x.node]) as never,
);
