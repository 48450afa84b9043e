/** From a script of Kinesis Data Analytics for SQL to a job file, and the account of what became of each construct. */
import { Catalog, type Options, type Pump, type Stream } from './catalog';
import { type FileParts, jobFile } from './file';
import { isRead, needsTime } from './flow';
import { Inference } from './infer';
import { quoted } from './layout';
import { parse } from './parse';
import { method, notImported, type Piece, placed, type TablePiece, Writer } from './piece';
import { Queries, type Wanted } from './query';
import { Report } from './report';
import type { Relation } from './scope';
import { NoCounterpart } from './table-functions';
import { Tables } from './tables';

export interface Imported {
  /** The job file. */
  readonly text: string;
  readonly report: Report;
}

/** @throws MillraceError SQL_NOT_READ, SQL_NOT_IMPORTED with line, column and cure. */
export function importSql(sql: string, options: Options): Imported {
  return new Import(sql, options).run();
}

class Import {
  private readonly report = new Report();
  private readonly writer = new Writer();
  private readonly catalog: Catalog;
  private readonly tables: Tables;
  private readonly queries: Queries;
  private readonly rows = new Map<Stream, Relation | NoCounterpart>();
  private readonly filling = new Set<Stream>();
  private readonly file: FileParts = { sources: [], sinks: [], steps: [], inserts: [], missing: [] };

  constructor(
    sql: string,
    private readonly options: Options,
  ) {
    const statements = parse(sql);
    this.catalog = new Catalog(statements, options);
    this.tables = new Tables(this.catalog, this.writer, this.report, this.file);
    this.queries = new Queries(
      this.catalog,
      this.writer,
      this.report,
      (stream, at) => this.rowsOf(stream, at),
      (stream, key) => this.tables.lookup(stream, key),
    );
    for (const s of statements)
      if (s.op === 'other')
        this.report.add(s.at, 'no counterpart', s.words, 'left out: a job runs when its application does');
    if (this.catalog.pumps.length === 0)
      throw notImported(
        { line: 1, column: 1 },
        'the script has no pump',
        'An application is CREATE PUMP … AS INSERT INTO … SELECT STREAM ….',
      );
  }

  run(): Imported {
    new Inference(this.catalog).run();
    for (const stream of this.catalog.streams)
      if (stream.role === 'source') this.rows.set(stream, this.tables.source(stream));
    const written = [...new Set(this.catalog.pumps.map((p) => this.catalog.find(p.into) as Stream))];
    for (const stream of written) if (this.isOutput(stream)) this.output(stream);
    for (const stream of this.catalog.streams)
      if (stream.role === 'stream' && !written.includes(stream))
        this.report.add(stream.at, 'changed', `CREATE STREAM ${stream.name.text}`, 'left out: no pump writes it');
    for (const stream of written) {
      // What no output comes of has not been looked at yet.
      const rows = this.isOutput(stream) || (this.rows.get(stream) ?? this.fill(stream, stream.at));
      const construct = `CREATE STREAM ${stream.name.text}`;
      if (rows instanceof NoCounterpart) this.report.add(stream.at, 'no counterpart', construct, 'is not made');
      if (rows === true || rows instanceof NoCounterpart) continue;
      this.report.add(stream.at, 'done', construct, `the table ${stream.constant}, which other pumps read`);
    }
    if (this.file.inserts.length === 0)
      throw notImported({ line: 1, column: 1 }, 'nothing of the script can be imported', this.report.toString());
    const { name } = this.options;
    return { text: jobFile(name, this.file, this.writer), report: this.report };
  }

  /** Streams that no pump reads go out, and those that the application's configuration names. */
  private isOutput(stream: Stream): boolean {
    const outputs = [...(this.options.configuration?.outputs.keys() ?? [])].map((o) => o.toUpperCase());
    return outputs.includes(stream.name.text.toUpperCase()) || !isRead(this.catalog, stream);
  }

  private rowsOf(stream: Stream, at: Pump['at']): Relation {
    const known = this.rows.get(stream) ?? this.fill(stream, at);
    if (known instanceof NoCounterpart) {
      throw new NoCounterpart(
        at,
        `FROM ${stream.name.text}`,
        `${known.construct} would fill it, which has no counterpart`,
      );
    }
    return known;
  }

  /** The table of a stream that pumps write and others read. */
  private fill(stream: Stream, at: Pump['at']): Relation | NoCounterpart {
    if (stream.role === 'reference')
      throw notImported(at, `${stream.name.text} is reference data, which is read in a join only`);
    const writers = this.catalog.writers(stream);
    if (writers.length === 0)
      throw notImported(at, `nothing writes the stream ${stream.name.text}`, 'Add the pump that fills it.');
    if (this.filling.has(stream))
      throw notImported(at, `the stream ${stream.name.text} is made of itself`, 'Take the loop of pumps apart.');
    this.filling.add(stream);
    const withTime = needsTime(this.catalog, stream);
    try {
      const made = writers.map((pump) => this.pumped(pump, stream, withTime));
      const [first, ...more] = made as [Relation, ...Relation[]];
      const table = more.reduce((a, b) => placed(at, () => method(a, 'unionAll', b.table)), first.table);
      const relation = { ...first, table };
      const comment = `The stream ${stream.name.text}, as the ${writers.map((w) => `pump ${w.name.text}`).join(' and the ')} filled it.`;
      this.file.steps.push({ constant: stream.constant, doc: relation.table.doc, comment });
      const columns = stream.columns.map((c) => ({ name: { text: c.name, quoted: c.quoted, at }, column: c.name }));
      const rows = { doc: stream.constant, value: table.value };
      const filled = {
        table: rows,
        views: [{ names: [], columns }],
        ...(relation.time !== undefined && { time: relation.time }),
      };
      this.rows.set(stream, filled);
      return filled;
    } catch (error) {
      if (!(error instanceof NoCounterpart)) throw error;
      this.missing(error, stream, writers[0] as Pump);
      this.rows.set(stream, error);
      return error;
    }
  }

  /** The query of a pump. */
  private pumped(pump: Pump, into: Stream, withTime: boolean): Relation {
    const names = pump.columns.length > 0 ? pump.columns.map((c) => this.columnOf(into, c)) : into.columns;
    const left = into.columns.filter((c) => !names.includes(c));
    if (left.length > 0)
      this.report.add(
        pump.at,
        'changed',
        `PUMP ${pump.name.text}`,
        `does not fill ${left.map((c) => c.name).join(', ')}: left out, it was always NULL`,
      );
    const time = withTime ? this.queries.timeOf(pump.query) : undefined;
    const wanted: Wanted = {
      names: names.map((c) => c.name),
      types: names.map((c) => c.type),
      ...(time !== undefined && { time }),
    };
    const relation = this.queries.query(pump.query, wanted);
    this.report.add(pump.at, 'done', `CREATE PUMP ${pump.name.text}`, `rows for ${into.constant}`);
    return relation;
  }

  private columnOf(into: Stream, name: Pump['columns'][number]) {
    const found =
      into.columns.find((c) => c.name === name.text) ??
      into.columns.find((c) => c.name.toUpperCase() === name.text.toUpperCase());
    if (found) return found;
    throw notImported(
      name.at,
      `the stream ${into.name.text} has no column ${name.text}`,
      `It has ${into.columns.map((c) => c.name).join(', ')}.`,
    );
  }

  private output(stream: Stream): void {
    const read = isRead(this.catalog, stream);
    const made: { pump: Pump; relation: Relation }[] = [];
    for (const pump of this.catalog.writers(stream)) {
      try {
        if (read) {
          // Its own rows, without the time that only readers need.
          const relation = this.rowsOf(stream, stream.at);
          const columns = stream.columns.map((c) => c.name);
          const outputs = columns.map((name) => ({
            name,
            type: undefined,
            value: { op: 'column', at: stream.at, name: { text: name, quoted: true, at: stream.at } } as const,
          }));
          made.push({
            pump,
            relation:
              relation.time !== undefined && !columns.includes(relation.time)
                ? this.queries.project(relation, outputs, {})
                : relation,
          });
          break;
        }
        made.push({ pump, relation: this.pumped(pump, stream, false) });
      } catch (error) {
        if (!(error instanceof NoCounterpart)) throw error;
        this.missing(error, stream, pump);
      }
    }
    if (made.length === 0) {
      this.report.add(
        stream.at,
        'no counterpart',
        `CREATE STREAM ${stream.name.text}`,
        'left out: what fills it has no counterpart',
      );
      return;
    }
    const sink = this.tables.sink(
      stream.constant,
      stream.table,
      stream,
      made.map((m) => m.relation),
    );
    for (const { pump, relation } of made)
      this.insert(pump.at, this.catalog.constant(pump.name.text), `The pump ${pump.name.text}.`, relation.table, sink);
  }

  private insert(at: Pump['at'], constant: string, comment: string, table: TablePiece, sink: Piece): void {
    const { doc } = placed(at, () => method(table, 'insertInto', sink));
    this.file.inserts.push({ constant, doc, comment });
  }

  /** What a construct without counterpart would have read is kept, under a name that says so. */
  private missing({ at, construct, reason, inputs }: NoCounterpart, stream: Stream, pump: Pump): void {
    this.report.add(at, 'no counterpart', construct, reason);
    if (!inputs) {
      this.report.add(pump.at, 'no counterpart', `CREATE PUMP ${pump.name.text}`, `left out: ${reason}`);
      this.file.missing.push(`NO COUNTERPART: the pump ${pump.name.text} is left out: ${construct}: ${reason}.`);
      return;
    }
    const table = `${stream.table.slice(0, 38)}_input`;
    const sink = this.tables.sink(this.catalog.constant(table), table, stream, [inputs], true);
    const comment = `NO COUNTERPART: the pump ${pump.name.text} called ${construct} on these rows. They are written as they are; nothing is computed.`;
    this.insert(pump.at, this.catalog.constant(`${pump.name.text}_input`), comment, inputs.table, sink);
    this.report.add(
      pump.at,
      'no counterpart',
      `CREATE PUMP ${pump.name.text}`,
      `its input goes to the sink ${table}; ${quoted(stream.name.text)} is not made`,
    );
  }
}
