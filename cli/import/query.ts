/** Queries as chains of the library's methods. */
import type { From, Item, Name, Query, Select, Sql } from './ast';
import { byName, type Catalog, isArrival, type Stream } from './catalog';
import { cast, type Translation, translate } from './expressions';
import { group } from './group';
import { join } from './join';
import { over } from './over';
import {
  callback,
  type ExprPiece,
  method,
  notImported,
  type Piece,
  placed,
  record,
  type TablePiece,
  type Writer,
} from './piece';
import type { Report } from './report';
import { collect, isAggregate, type Relation, resolve } from './scope';
import { COUNTS_DISTINCT, tableFunction } from './table-functions';
import { isCharacter, isInteger, isNumeric, typePiece } from './types';

/** What a query must give: its columns, and its time where someone needs it. */
export interface Wanted {
  /** Names of the output columns by position; those of the query where it is absent. */
  readonly names?: readonly string[];
  /** Types of the output columns, where a value must be brought to one. */
  readonly types?: readonly (string | undefined)[];
  /** Column under which the time attribute goes on. */
  readonly time?: string;
}

export interface Output {
  readonly name: string;
  readonly value: Sql;
  /** The type that the stream's column has. */
  readonly type: string | undefined;
}

export class Queries {
  constructor(
    readonly catalog: Catalog,
    readonly writer: Writer,
    readonly report: Report,
    /** The rows of a stream. */
    readonly rows: (stream: Stream, at: Name['at']) => Relation,
    /** A table of reference data, by its key. */
    readonly lookup: (stream: Stream, key: readonly string[]) => Piece,
  ) {}

  query(query: Query, wanted: Wanted): Relation {
    if (query.op === 'select') return placed(query.at, () => this.select(query, wanted));
    const [left, right] = [this.query(query.left, wanted), this.query(query.right, wanted)];
    this.report.add(query.at, 'done', 'UNION ALL', '.unionAll');
    return { ...left, table: placed(query.at, () => method(left.table, 'unionAll', right.table)) };
  }

  /** Translates expressions over the columns that a callback is given. */
  translation(relation: Relation, column: Translation['column'], computed?: Translation['computed']): Translation {
    return {
      ...{ writer: this.writer, report: this.report, column, resolve: (sql) => resolve(relation, sql) },
      typeOf: (code) => {
        this.writer.use('t');
        return typePiece({ code, nullable: false });
      },
      ...(computed && { computed }),
    };
  }

  where(relation: Relation, condition: Sql | undefined): Relation {
    if (!condition) return relation;
    const predicate = callback((column) => translate(this.translation(relation, column), condition));
    return { ...relation, table: placed(condition.at, () => method(relation.table, 'where', predicate)) };
  }

  /** `.select` of outputs that need no more than a row. */
  project(
    relation: Relation,
    outputs: readonly Output[],
    wanted: Wanted,
    computed?: (c: Translation['column']) => Translation['computed'],
  ): Relation {
    const { time } = relation;
    const shown = callback((column) => {
      const t = this.translation(relation, column, computed?.(column));
      const entries = outputs.map((output) => [output.name, this.valueOf(t, output)] as const);
      return record(carried(entries, wanted, time, column));
    });
    return this.result(method(relation.table, 'select', shown), outputs, wanted);
  }

  /** The value of an output, as its column takes it. */
  valueOf(t: Translation, { value, type }: Output): ExprPiece {
    const expected = type === undefined ? undefined : this.typeOf(type);
    const made = translate(t, value, expected);
    if (!expected || losesNothing(made.value.type.kind, expected.kind)) return made;
    this.report.add(value.at, 'changed', 'assignment', `${made.value.type.kind} is cast to ${expected.kind}`);
    return placed(value.at, () => cast(t, made, type as string));
  }

  private typeOf(code: string) {
    return typePiece({ code, nullable: false }).value;
  }

  result(table: TablePiece, outputs: readonly Output[], wanted: Wanted): Relation {
    const columns = outputs.map(({ name, value }) => ({
      name: { text: name, quoted: false, at: value.at },
      column: name,
    }));
    return { table, views: [{ names: [], columns }], ...(wanted.time !== undefined && { time: wanted.time }) };
  }

  private select(query: Select, wanted: Wanted): Relation {
    const source = this.from(query.from, query, wanted);
    if (query.distinct)
      throw notImported(query.at, 'SELECT DISTINCT has no counterpart', 'Group by the columns and a window.');
    if (query.orderBy.length > 0)
      this.report.add(
        (query.orderBy[0] as Sql).at,
        'no counterpart',
        'ORDER BY',
        'left out: rows go out in no order, sort where they are read',
      );
    if (query.where) this.report.add(query.where.at, 'done', 'WHERE', '.where');
    const relation = this.where(source, query.where);
    const outputs = this.outputs(query, relation, wanted);
    const values = outputs.map((o) => o.value);
    const aggregates = [...values, ...(query.having ? [query.having] : [])].some(
      (v) => collect(v, isAggregate).length > 0,
    );
    if (query.groupBy.length > 0 || query.windowedBy || aggregates)
      return group(this, query, relation, outputs, wanted);
    if (query.having) throw notImported(query.having.at, 'HAVING needs GROUP BY', 'Use WHERE.');
    if (values.some((v) => collect(v, isOver).length > 0)) return over(this, query, relation, outputs, wanted);
    if (this.isWhole(relation, outputs, wanted)) return this.result(relation.table, outputs, wanted);
    return this.project(relation, outputs, wanted);
  }

  /** Whether the outputs are the relation's columns as they are, perhaps with the time that is wanted, too. */
  private isWhole(relation: Relation, outputs: readonly Output[], wanted: Wanted): boolean {
    const { table, time } = relation;
    const names = outputs.map((o) => o.name);
    const kept = wanted.time !== undefined && wanted.time === time ? [...names, time] : names;
    const same = (o: Output) => o.value.op === 'column' && resolve(relation, o.value) === o.name;
    return outputs.every(same) && Object.keys(table.value.node.schema).every((name) => kept.includes(name));
  }

  /** The select list, stars spelled out. */
  private outputs({ items, at }: Select, relation: Relation, { names, types }: Wanted): Output[] {
    const values = items.flatMap((item): Item[] => {
      if (!('star' in item)) return [item];
      const { qualifier } = item;
      const views = qualifier ? relation.views.filter((v) => byName(v.names, qualifier, (n) => n)) : relation.views;
      if (views.length === 0) throw notImported(item.at, `FROM has no ${qualifier?.text}`);
      return views.flatMap(({ columns, names: [view] }) =>
        columns
          // A time that was added stands for ROWTIME, which is no part of *.
          .filter((c) => !c.implied)
          .map((c) => ({
            value: { op: 'column', at: item.at, name: c.name, ...(view && { qualifier: view }) } as const,
          })),
      );
    });
    if (names && names.length !== values.length) {
      throw notImported(
        at,
        `the select list has ${values.length} for the ${names.length} columns ${names.join(', ')}`,
        'Select as many.',
      );
    }
    return values.map(({ value, alias }, i) => {
      const own = alias ?? (value.op === 'column' ? value.name : undefined);
      const name =
        names?.[i] ??
        (own && (value.op === 'column' && !alias && !isArrival(value.name) ? resolve(relation, value) : own.text));
      return { name: name ?? `column_${i + 1}`, value, type: types?.[i] };
    });
  }

  /** The rows of FROM. `query` is what reads them. */
  from(from: From, query: Select, wanted: Wanted): Relation {
    switch (from.op) {
      case 'stream': {
        if (from.over) throw notImported(from.at, 'OVER behind a stream has a counterpart in a join only');
        const relation = this.rows(this.catalog.read(from.name), from.at);
        const names = [from.name, ...(from.alias ? [from.alias] : [])];
        return { ...relation, views: relation.views.map((v) => ({ ...v, names })) };
      }
      case 'query': {
        const time = this.timeOf(from.query);
        const relation = this.query(from.query, time === undefined ? {} : { time });
        return { ...relation, views: relation.views.map((v) => ({ ...v, names: from.alias ? [from.alias] : [] })) };
      }
      case 'function': {
        const relation = tableFunction(this, from, wanted.time !== undefined);
        return { ...relation, views: relation.views.map((v) => ({ ...v, names: from.alias ? [from.alias] : [] })) };
      }
      case 'join':
        return join(this, from, query, wanted);
    }
  }

  /** A name for the time that a query's rows keep. */
  timeOf(query: Query): string | undefined {
    const select = query.op === 'union' ? query.left : query;
    if (select.op === 'union') return this.timeOf(select);
    if (select.from.op === 'stream') {
      const { time } = this.rows(this.catalog.read(select.from.name), select.at);
      return time;
    }
    const { from } = select;
    if (from.op === 'join') {
      let first = from.left;
      while (first.op === 'join') first = first.left;
      return first.op === 'stream' ? this.rows(this.catalog.read(first.name), first.at).time : undefined;
    }
    if (from.op === 'function') return COUNTS_DISTINCT.test(from.name) ? this.timeOf(from.cursor) : undefined;
    return from.op === 'query' ? this.timeOf(from.query) : undefined;
  }
}

const isOver = (sql: Sql): boolean => sql.op === 'call' && sql.over !== undefined;

/** The outputs, and the time where someone needs it and no output is it. */
function carried(
  entries: readonly (readonly [string, ExprPiece])[],
  { time: wanted }: Wanted,
  time: string | undefined,
  column: Translation['column'],
): readonly (readonly [string, ExprPiece])[] {
  if (wanted === undefined || time === undefined || entries.some(([name]) => name === wanted)) return entries;
  return [...entries, [wanted, column(time)]];
}

/** Whether a value can be left in its type where a column was declared with another: the column then takes its. */
function losesNothing(kind: string, declared: string): boolean {
  return (
    kind === declared ||
    (isInteger(kind) && isNumeric(declared) && !/^(TINYINT|SMALLINT)$/.test(declared)) ||
    (isCharacter(kind) && isCharacter(declared))
  );
}
