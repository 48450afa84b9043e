/** The columns and types of a source that has no schema, from how the script uses it and where its values go. */
import type { From, Name, Query, Select, Sql } from './ast';
import { byName, type Catalog, type Column, isArrival, type Stream } from './catalog';
import { needsTime } from './flow';
import { notImported } from './piece';
import { jobType } from './types';

interface Hint {
  readonly type: string;
  readonly certainty: 1 | 2;
}

/** Something in FROM: a stream, or a query with its expressions by name. */
interface Range {
  readonly names: readonly Name[];
  readonly stream?: Stream;
  readonly outputs?: readonly Output[];
  /** Names of columns that a table function adds. */
  readonly added?: RegExp;
}

interface Output {
  readonly name: Name | undefined;
  readonly value: Sql;
  readonly ranges: readonly Range[];
}

export const LEARNING = /^(RANDOM_CUT_FOREST|RANDOM_CUT_FOREST_WITH_EXPLANATION|HOTSPOTS|GOODNESS_OF_FIT_TEST)$/;
const ADDED = /^(ANOMALY_SCORE|ANOMALY_SCORE_EXPLANATION|HOTSPOTS_RESULT)$/i;
const DOUBLE: Hint = { type: 'double', certainty: 1 };
const STRING: Hint = { type: 'string', certainty: 1 };
const BOOLEAN: Hint = { type: 'boolean', certainty: 1 };
const TIMESTAMP: Hint = { type: 'timestamp', certainty: 2 };
const TEXT =
  /^(UPPER|LOWER|CHAR_LENGTH|CHARACTER_LENGTH|LENGTH|SUBSTRING|TRIM.*|POSITION|INITCAP|OVERLAY|REGEX.*|TO_TIMESTAMP|TO_DATE)$/;
const SAME = /^(SUM|AVG|MIN|MAX|FIRST_VALUE|LAST_VALUE|LAG|NULLIF|COALESCE|NVL|IFNULL|GREATEST|LEAST)$/;
const NUMBER = /^(ABS|CEIL|CEILING|FLOOR|ROUND|EXP|LN|LOG10|POWER|SQRT|MOD|STDDEV.*|VAR.*)$/;

const WIDTHS = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];
const isNumber = (type: string): boolean => /^(tinyint|smallint|int|bigint|decimal|float|double)/.test(type);

export class Inference {
  constructor(private readonly catalog: Catalog) {}

  /** Looks at all pumps, then settles what is still open. */
  run(): void {
    for (const pump of this.catalog.pumps) {
      const into = this.catalog.find(pump.into);
      if (!into) throw notImported(pump.into.at, `there is no stream ${pump.into.text}`, 'Create it before the pump.');
      const targets =
        pump.columns.length > 0 ? pump.columns.map((c) => byName(into.columns, c, written)) : into.columns;
      this.query(pump.query, targets);
    }
    for (const stream of this.catalog.streams) if (stream.role !== 'stream') this.settle(stream);
  }

  private settle(stream: Stream): void {
    const { options } = this.catalog;
    for (const column of stream.columns) {
      if (column.certainty === 3) continue;
      column.comment =
        column.certainty === 2 ? 'check: the type is that of its destination' : 'check: the type is a guess';
      column.type ??= 'string';
    }
    if (stream.role === 'reference' || stream.time || !needsTime(this.catalog, stream)) return;
    const times = stream.columns.filter((c) => c.type === 'timestamp');
    if (times.length === 1 && options.time === undefined)
      stream.time = { column: (times[0] as Column).name, own: false };
    else {
      const column = options.time ?? 'event_time';
      const known = byName(stream.columns, { text: column, quoted: false, at: stream.at }, written);
      if (!known) {
        const comment = 'check: the time of the event, which ROWTIME stood for';
        stream.columns.push({
          ...NEW,
          name: column,
          quoted: true,
          type: 'timestamp',
          notNull: true,
          implied: true,
          comment,
        });
      }
      stream.time = { column: known?.name ?? column, own: false };
    }
  }

  private query(query: Query, targets: readonly (Column | undefined)[]): Output[] {
    if (query.op === 'select') return this.select(query, targets);
    const left = this.query(query.left, targets);
    this.query(query.right, targets);
    return left;
  }

  private select(query: Select, targets: readonly (Column | undefined)[]): Output[] {
    const ranges = this.from(query.from);
    const visit = (value: Sql | undefined, hint?: Hint) => value && this.visit(value, ranges, hint);
    const outputs: Output[] = [];
    for (const item of query.items) {
      if ('star' in item) {
        for (const { stream, outputs: inner } of ranges) {
          // A source's columns are then those of the destination.
          if (stream?.role === 'source' && !declared(stream)) {
            for (const target of targets.slice(outputs.length)) {
              if (target && !isArrival(nameOf(target))) this.mark(stream, nameOf(target), hintOf(target));
            }
          }
          const names = stream ? stream.columns.map(nameOf) : (inner ?? []).map((o) => o.name);
          for (const name of names)
            if (name) outputs.push({ name, value: { op: 'column', name, at: item.at }, ranges });
        }
        continue;
      }
      const target = targets[outputs.length];
      visit(item.value, target && hintOf(target));
      const name = item.alias ?? (item.value.op === 'column' ? item.value.name : undefined);
      outputs.push({ name, value: item.value, ranges });
      if (target?.notNull && item.value.op === 'column') this.notNull(item.value, ranges);
    }
    visit(query.where, BOOLEAN);
    visit(query.having, BOOLEAN);
    for (const key of [...query.groupBy, ...(query.windowedBy?.partitionBy ?? [])]) {
      visit(key);
      if (key.op === 'floor' || key.op === 'step') this.time(key.value, ranges);
    }
    for (const { spec } of query.windows) for (const key of spec.partitionBy) visit(key);
    return outputs;
  }

  private from(from: From): Range[] {
    switch (from.op) {
      case 'stream':
        return [{ names: [from.name, ...(from.alias ? [from.alias] : [])], stream: this.catalog.read(from.name) }];
      case 'query':
        return [{ names: from.alias ? [from.alias] : [], outputs: this.query(from.query, []) }];
      case 'function': {
        const outputs = this.query(from.cursor, []);
        const [column] = from.args;
        if (column?.op === 'string') {
          const name = { text: column.text, quoted: true, at: column.at };
          const inner = byName(
            outputs.filter((o) => o.name),
            name,
            (o) => o.name as Name,
          );
          if (inner) this.visit(inner.value, inner.ranges, STRING);
          else
            this.visit(
              { op: 'column', name, at: column.at },
              outputs[0]?.ranges ?? this.cursorRanges(from.cursor),
              STRING,
            );
        } else for (const { value, ranges } of outputs) this.visit(value, ranges, DOUBLE);
        const names = from.alias ? [from.alias] : [];
        const { added } = LEARNING.exec(from.name) ? { added: ADDED } : {};
        if (!added) return [{ names, outputs: [] }];
        return this.cursorRanges(from.cursor).map((range) => ({ ...range, names, added }));
      }
      case 'join': {
        const { right } = from;
        // Streams are joined over windows: what has none is reference data.
        if (right.op === 'stream' && !right.over && from.left.op !== 'query') {
          const stream = this.catalog.read(right.name);
          if (stream.role === 'source' && !this.catalog.isInput(right.name)) stream.role = 'reference';
        }
        const ranges = [...this.from(from.left), ...this.from(from.right)];
        this.visit(from.on, ranges, BOOLEAN);
        return ranges;
      }
    }
  }

  private cursorRanges(query: Query): Range[] {
    return query.op === 'select' ? this.from(query.from) : this.cursorRanges(query.left);
  }

  private rangeOf(column: Sql & { op: 'column' }, ranges: readonly Range[]): Range | undefined {
    const { qualifier } = column;
    if (qualifier) return ranges.find((r) => byName(r.names, qualifier, (n) => n));
    const holding = ranges.find(
      (r) =>
        (r.stream && byName(r.stream.columns, column.name, written)) ??
        r.outputs?.some((o) => o.name && byName([o.name], column.name, (n) => n)),
    );
    // A column that no stream declares is one of the source without a schema.
    return holding ?? ranges.find((r) => r.stream?.role === 'source' && !declared(r.stream)) ?? ranges[0];
  }

  private known(value: Sql, ranges: readonly Range[]): string | undefined {
    switch (value.op) {
      case 'column': {
        if (isArrival(value.name)) return 'timestamp';
        const { stream, outputs } = this.rangeOf(value, ranges) ?? {};
        if (stream) return byName(stream.columns, value.name, written)?.type;
        const inner = outputs?.find((o) => o.name && byName([o.name], value.name, (n) => n));
        return inner && this.known(inner.value, inner.ranges);
      }
      case 'number':
        return 'double';
      case 'string':
        return 'string';
      case 'boolean':
        return 'boolean';
      case 'timestamp':
      case 'floor':
      case 'step':
        return 'timestamp';
      case 'cast':
        return jobType(value.type);
      case 'call':
        return SAME.test(value.name) && value.args[0] ? this.known(value.args[0], ranges) : undefined;
      default:
        return undefined;
    }
  }

  private visit(value: Sql, ranges: readonly Range[], hint?: Hint): void {
    const visit = (inner: Sql, of?: Hint) => this.visit(inner, ranges, of);
    const like = (inner: Sql): Hint | undefined => weak(this.known(inner, ranges));
    const number = hint && isNumber(hint.type) ? hint : DOUBLE;
    switch (value.op) {
      case 'column': {
        const { stream, outputs, added } = this.rangeOf(value, ranges) ?? {};
        if (added?.test(value.name.text)) return;
        if (stream && !isArrival(value.name)) this.mark(stream, value.name, hint);
        const inner = outputs?.find((o) => o.name && byName([o.name], value.name, (n) => n));
        if (inner) this.visit(inner.value, inner.ranges, hint);
        return;
      }
      case 'unary':
        visit(value.value, value.operator === 'NOT' ? BOOLEAN : number);
        return;
      case 'binary': {
        const { operator, left, right } = value;
        if (operator === 'AND' || operator === 'OR' || operator === '||') {
          for (const side of [left, right]) visit(side, operator === '||' ? STRING : BOOLEAN);
        } else if (/^[=<>]/.test(operator)) {
          visit(left, like(right));
          visit(right, like(left));
        } else if (hint?.type === 'timestamp') for (const side of [left, right]) visit(side, TIMESTAMP);
        else
          for (const side of [left, right])
            visit(side, { type: 'double', certainty: 1, ...(number.type !== 'double' && { type: number.type }) });
        return;
      }
      case 'isNull':
        visit(value.value);
        this.nullable(value.value, ranges);
        return;
      case 'in':
        visit(value.value, value.list[0] && like(value.list[0]));
        return;
      case 'like':
        for (const side of [value.value, value.pattern]) visit(side, STRING);
        return;
      case 'between':
        visit(value.value, like(value.low));
        for (const bound of [value.low, value.high]) visit(bound, like(value.value));
        return;
      case 'case':
        if (value.operand) visit(value.operand, value.whens[0] && like(value.whens[0].when));
        for (const { when, value: then } of value.whens) {
          visit(when, value.operand ? like(value.operand) : BOOLEAN);
          visit(then, hint);
        }
        if (value.otherwise) visit(value.otherwise, hint);
        return;
      case 'cast':
        visit(value.value);
        return;
      case 'floor':
      case 'step':
      case 'extract':
        visit(value.value, TIMESTAMP);
        return;
      case 'call': {
        const { name, args, filter, over } = value;
        if (/^(COALESCE|NVL|IFNULL)$/.test(name)) for (const arg of args.slice(0, -1)) this.nullable(arg, ranges);
        const of = TEXT.test(name) ? STRING : SAME.test(name) ? hint : NUMBER.test(name) ? number : undefined;
        // Of CHAR_TO_TIMESTAMP(format, text) the text comes last.
        if (name.startsWith('CHAR_TO_')) visit(args[1] as Sql, STRING);
        args.forEach((arg, i) => {
          visit(arg, i > 0 && TEXT.test(name) ? undefined : of);
        });
        if (filter) visit(filter, BOOLEAN);
        if (over && 'partitionBy' in over) for (const key of over.partitionBy) visit(key);
        return;
      }
      default:
    }
  }

  private mark(stream: Stream, name: Name, hint?: Hint): Column | undefined {
    let column = byName(stream.columns, name, written);
    if (!column) {
      if (stream.role === 'stream' || declared(stream)) return undefined;
      column = { ...NEW, name: name.text, quoted: name.quoted };
      stream.columns.push(column);
    }
    if (!hint) return column;
    // Of two numbers that it goes to it is the wider one.
    const wider = hint.certainty === column.certainty && WIDTHS.indexOf(hint.type) > WIDTHS.indexOf(column.type ?? '');
    if (hint.certainty > column.certainty || (wider && isNumber(column.type ?? ''))) Object.assign(column, hint);
    return column;
  }

  private column(value: Sql, ranges: readonly Range[]): [Stream, Column] | undefined {
    if (value.op !== 'column' || isArrival(value.name)) return undefined;
    const { stream } = this.rangeOf(value, ranges) ?? {};
    const column = stream && this.mark(stream, value.name);
    return stream && column && stream.role !== 'stream' ? [stream, column] : undefined;
  }

  private nullable(value: Sql, ranges: readonly Range[]): void {
    const found = this.column(value, ranges);
    if (found) found[1].nullable = true;
  }

  private notNull(value: Sql, ranges: readonly Range[]): void {
    const found = this.column(value, ranges);
    if (found) found[1].notNull = true;
  }

  /** The first column of its own in a FLOOR of GROUP BY is a source's event time. */
  private time(value: Sql, ranges: readonly Range[]): void {
    const found = this.column(value, ranges);
    if (found && !found[0].time) {
      found[0].time = { column: found[1].name, own: true };
      found[1].notNull = true;
    }
  }
}

const NEW: Column = { name: '', quoted: false, type: undefined, certainty: 0, notNull: false, nullable: false };
const written = (c: Column) => ({ text: c.field ?? c.name, quoted: c.quoted });
const nameOf = (c: Column): Name => ({ text: c.field ?? c.name, quoted: c.quoted, at: { line: 0, column: 0 } });
const hintOf = (c: Column): Hint | undefined => (c.type === undefined ? undefined : { type: c.type, certainty: 2 });
const weak = (type: string | undefined): Hint | undefined => (type === undefined ? undefined : { type, certainty: 1 });
/** Whether a schema says what columns it has. */
const declared = (stream: Stream): boolean => stream.columns.some((c) => c.certainty === 3);
