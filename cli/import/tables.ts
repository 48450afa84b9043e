/** The tables of a job: sources, reference data and sinks. */
import type { Catalog, Options, Stream } from './catalog';
import type { FileParts } from './file';
import { array } from './layout';
import { method, type Piece, placed, record, type TablePiece, type Writer } from './piece';
import type { Report } from './report';
import { literal, type Relation } from './scope';
import { codeOf, typePiece } from './types';

export class Tables {
  private readonly lookups = new Map<Stream, Piece>();
  private readonly options: Options;

  constructor(
    catalog: Catalog,
    private readonly writer: Writer,
    private readonly report: Report,
    private readonly file: FileParts,
  ) {
    this.options = catalog.options;
  }

  /** A stream that the script does not create. */
  source(stream: Stream): Relation {
    const { writer } = this;
    const { at, time } = stream;
    writer.use('t');
    const columns = stream.columns.map((c) => {
      const isTime = c.name === time?.column;
      const nullable = !isTime && (c.nullable || (this.options.nullable === true && !c.notNull));
      return [c.name, typePiece({ code: c.type ?? 'string', nullable }), c.comment] as const;
    });
    const made = placed(at, () => {
      const table = writer.call<TablePiece['value']>('source', literal(stream.table), record(columns));
      if (!time) return table;
      const delay = writer.call('seconds', literal(this.options.delay ?? 5));
      return method<TablePiece['value']>(table, 'watermark', literal(time.column), delay);
    });
    this.file.sources.push({ constant: stream.constant, doc: made.doc, comment: `The stream ${stream.name.text}.` });
    const table: TablePiece = { doc: stream.constant, value: made.value };
    const names = stream.columns.map((c) => ({
      name: { text: c.field ?? c.name, quoted: c.quoted && c.certainty < 3, at },
      column: c.name,
      ...(c.implied && { implied: true }),
    }));
    this.reportSource(stream);
    return { table, views: [{ names: [], columns: names }], ...(time && { time: time.column }) };
  }

  private reportSource({ at, name, table, time, columns }: Stream): void {
    const delay = `${this.options.delay ?? 5} s`;
    const changed = (construct: string, text: string): void => this.report.add(at, 'changed', construct, text);
    this.report.add(at, 'done', name.text, `the source ${table}`);
    const inferred = columns.filter((c) => c.certainty < 3 && !c.implied).map((c) => `${c.name} ${c.type}`);
    if (inferred.length > 0) {
      const found = `inferred from use and destination: ${inferred.join(', ')}`;
      changed('schema', `the SQL does not tell it; ${found}; --schema FILE gives it exactly`);
    }
    if (time?.own) {
      changed(time.column, `the event time, with a watermark of ${delay}: rows that come later go to ${table}_late`);
    } else if (time) {
      const meaning = 'groups are by when things happened, not by when they came';
      changed('ROWTIME', `the column ${time.column}, a time in the record, with a watermark of ${delay}: ${meaning}`);
    }
    for (const column of columns) {
      if (column.nested === undefined) continue;
      const text = `the column ${column.name} is read from a field of that name: a field inside another is not reached`;
      this.report.add(at, 'no counterpart', `Mapping ${column.nested}`, text);
    }
    if (!this.options.nullable) {
      const lost = `a record without one of them goes to ${table}_malformed`;
      changed('NULL', `columns are NOT NULL: ${lost}; --nullable keeps NULL instead`);
    }
  }

  /** Reference data: the columns that a join compares are its key. */
  lookup(stream: Stream, key: readonly string[]): Piece {
    const known = this.lookups.get(stream);
    if (known) return known;
    const columns = stream.columns.map((c) => {
      const nullable = !key.includes(c.name) && (c.nullable || (this.options.nullable === true && !c.notNull));
      return [c.name, typePiece({ code: c.type ?? 'string', nullable }), c.comment] as const;
    });
    const primaryKey: Piece = { doc: array(key.map((k) => literal(k).doc)), value: key };
    const made = placed(stream.at, () =>
      this.writer.call('lookup', literal(stream.table), record(columns), record([['primaryKey', primaryKey]])),
    );
    const comment = `The reference data ${stream.name.text}.`;
    this.file.sources.push({ constant: stream.constant, doc: made.doc, comment });
    this.writer.use('t');
    const text = `the table ${stream.table}, looked up by ${key.join(', ')}: its binding says where it lives and how often it is read again`;
    this.report.add(stream.at, 'changed', `reference data ${stream.name.text}`, text);
    const piece = { doc: stream.constant, value: made.value };
    this.lookups.set(stream, piece);
    return piece;
  }

  /** A table that is written, with the types of what is written. */
  sink(constant: string, table: string, stream: Stream, relations: readonly Relation[], isInput = false): Piece {
    const [first] = relations as [Relation];
    const schemas = relations.map((r) => r.table.value.node.schema);
    const entries = Object.keys(first.table.value.node.schema).map((name) => {
      const types = schemas.flatMap((s) => s[name] ?? []);
      const [type] = types as [(typeof types)[number]];
      const declared = stream.columns.find((c) => c.name === name)?.type;
      const code = codeOf(type);
      if (!isInput && declared !== undefined && declared !== code)
        this.report.add(
          stream.at,
          'changed',
          `column ${name}`,
          `${code.toUpperCase()}, the type of what is written, where the stream had ${declared.toUpperCase()}`,
        );
      return [name, typePiece({ code, nullable: types.some((t) => t.isNullable) })] as const;
    });
    this.writer.use('t');
    const made = placed(stream.at, () => this.writer.call('sink', literal(table), record(entries)));
    const comment = isInput
      ? `What would have been read for the stream ${stream.name.text}.`
      : `The stream ${stream.name.text}.`;
    this.file.sinks.push({ constant, doc: made.doc, comment });
    if (!isInput) this.report.add(stream.at, 'done', `CREATE STREAM ${stream.name.text}`, `the sink ${table}`);
    const folded = stream.columns.filter((c) => !c.quoted && c.name !== c.name.toUpperCase()).map((c) => c.name);
    if (!isInput && folded.length > 0)
      this.report.add(
        stream.at,
        'changed',
        'unquoted names',
        `${folded.join(', ')}: as they are written, where Kinesis Data Analytics wrote them in upper case`,
      );
    if (!isInput && stream.columns.some((c) => c.type === 'string'))
      this.report.add(stream.at, 'changed', 'VARCHAR(n)', 't.string: text of any length');
    return { doc: constant, value: made.value };
  }
}
