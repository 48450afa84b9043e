import { type AnyExpr, aggregateCall, type Expr } from '../../expr';
import type { CharacterKind } from '../../types/kinds';
import type { AnyType } from '../../types/type';
import { type VarChar, varchar } from '../../types/varchar';
import type { AggregateFunction, Code } from '../function';
import { argument, builtIn, character, type Is } from '../signature';
import { jsonWriterOf } from '../support/json-values';
import type { RowArgument } from './arguments';

const nullable = ({ value, isNull }: Code, code = value): string =>
  isNull === 'false' ? code : `${isNull} ? null : ${code}`;

/** Code of a member: its key, and the JSON of its value; null for NULL. */
function member([key, x]: readonly Code[], [, type]: readonly AnyType[]): string {
  const value = x as Code;
  return `${nullable(key as Code)}, ${nullable(value, `$.jsonOf(${jsonWriterOf(type as AnyType)}, ${value.value})`)}`;
}

const definition = (nulls: string): AggregateFunction => ({
  name: 'JSON_OBJECTAGG',
  type: () => varchar(2000),
  sql: ([key, value], _, call) => call('JSON_OBJECTAGG', `KEY ${key} VALUE ${value} ${nulls} ON NULL`),
  local: {
    keepsEach: true,
    slots: () => [{ storage: 'any', init: 'new Map()' }],
    accumulate: ([members], args, types) => `$.putMember(${members}, ${member(args, types)}, ${nulls === 'NULL'});`,
    retract: ([members], args, types) => `$.removeMember(${members}, ${member(args, types)});`,
    merge: ([members], [others]) =>
      `for (const [key, json] of ${others}) $.putMember(${members}, key, json === 'null' ? null : json, true);`,
    value: ([members]) => ({ value: `$.jsonObject([...${members}])`, isNull: 'false' }),
  },
});

/**
 * `JSON_OBJECTAGG(KEY key VALUE value [NULL | ABSENT] ON NULL)`: the values of the group as the text of a JSON object, its
 * keys sorted.
 * @param onNull whether a NULL comes as null, as it does unless told, or is left out.
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/functions/systemfunctions/#aggregate-functions
 */
export function jsonObjectagg<K extends AnyExpr, V extends AnyExpr>(
  key: K & RowArgument<K> & Is<K, CharacterKind, 'JSON_OBJECTAGG'>,
  value: V & RowArgument<V>,
  onNull: 'ABSENT' | 'NULL' = 'NULL',
): Expr<VarChar<2000>, 'agg'> {
  return aggregateCall(definition(onNull === 'ABSENT' ? 'ABSENT' : 'NULL'), [
    argument('JSON_OBJECTAGG', character, key),
    value.node,
  ]) as never;
}
builtIn(definition('NULL'), jsonObjectagg);
