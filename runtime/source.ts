/** Declared streams. */
import { checkDecodable } from './connectors/files/decodable';
import { checkTable, LONGEST_SOURCE } from './declaration';
import { MillraceError } from './errors';
import { duplicateRowsNode } from './operators/duplicate-rows';
import { type MALFORMED_COLUMNS, malformedRowsNode } from './operators/malformed-rows';
import { METADATA, type MetadataKey, recordMetadataNode } from './operators/record-metadata';
import { RECORD_COLUMNS, type SourceNode, sourceNode } from './operators/source';
import { checkNew, type NewColumns } from './selection';
import { identifier } from './sql/identifiers';
import { Table } from './table';
import { type Duration, minutes } from './time';
import {
  type ApproximateKind,
  type ArrayKind,
  type BinaryKind,
  type Family,
  familyOf,
  type MapKind,
} from './types/kinds';
import { type Rowtime, type Schema, type SqlType, withRole } from './types/type';

type TimestampColumn<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<'TIMESTAMP' | 'TIMESTAMP_LTZ', false, Date> ? K : never;
}[keyof Row & string];

/** Kinds whose values do not identify a record: NaN equals nothing, and the others are no single text. */
type NoIdKind = ApproximateKind | BinaryKind | ArrayKind | MapKind | 'ROW';
const NO_ID: ReadonlySet<Family> = new Set<Family>(['approximate', 'binary', 'array', 'map', 'row']);

type RecordIdColumn<Row extends Schema> = {
  [K in keyof Row & string]: Row[K] extends SqlType<NoIdKind, boolean, unknown> | SqlType<string, true, unknown>
    ? never
    : K;
}[keyof Row & string];

/** A declared stream: what arrives, and what is known about its time and its records' identity. */
export class SourceTable<Row extends Schema> extends Table<Row, 'append'> {
  declare readonly node: SourceNode;

  /**
   * Declares the time attribute: the watermark is the greatest time seen less `delay`, the disorder that is waited for.
   * @param column a TIMESTAMP or TIMESTAMP_LTZ column that is not nullable.
   * @param options `clockSkew`: the greatest believable lead of a producer's clock, 1 minute unless told. A record whose
   * time is later than its arrival and this is malformed (TIME_IN_FUTURE): one record from the year 2099 would make every
   * later row late.
   * @throws MillraceError INVALID_TIME_ATTRIBUTE, INVALID_DURATION
   */
  watermark<C extends TimestampColumn<Row>>(
    column: C,
    delay: Duration,
    { clockSkew = minutes(1) }: { readonly clockSkew?: Duration } = {},
  ): SourceTable<{ readonly [K in keyof Row]: K extends C ? Row[K] & Rowtime : Row[K] }> {
    const type = this.node.schema[column];
    if ((type?.kind !== 'TIMESTAMP' && type?.kind !== 'TIMESTAMP_LTZ') || type.isNullable) {
      throw new MillraceError(
        'INVALID_TIME_ATTRIBUTE',
        `${this.node.table}.${column} is neither TIMESTAMP NOT NULL nor TIMESTAMP_LTZ NOT NULL`,
      );
    }
    for (const [name, duration] of Object.entries({ delay, clockSkew })) {
      if (duration.ms < 0)
        throw new MillraceError('INVALID_DURATION', `a watermark's ${name} must not be negative, not ${duration}`);
    }
    const schema = { ...this.node.schema, [column]: withRole(type, 'rowtime') };
    return new SourceTable(sourceNode({ ...this.node, schema, watermark: { column, delay, clockSkew } }));
  }

  /**
   * Declares what identifies a record, since producers that retry send some twice: of rows with the same id the first to
   * arrive is kept. A row is a repeat when the last row with its id had a time at most `within` away. Keeps one time per
   * id until the watermark has passed it by `within`.
   * @param columns a column that is not nullable, or several; not DOUBLE or FLOAT, for NaN equals nothing, nor bytes,
   * ARRAY, MAP or ROW.
   * @throws MillraceError INVALID_RECORD_ID, INVALID_DURATION
   */
  recordId(
    columns: RecordIdColumn<Row> | readonly RecordIdColumn<Row>[],
    { within }: { readonly within: Duration },
  ): SourceTable<Row> {
    const { node } = this;
    const names: readonly string[] = typeof columns === 'string' ? [columns] : (columns as readonly string[]);
    const fail = (what: string, cure?: string): never => {
      throw new MillraceError('INVALID_RECORD_ID', `${node.table}: ${what}`, cure);
    };
    if (!node.watermark) fail('a record id needs event time', 'Call .watermark(column, delay) before .recordId.');
    if (names.length === 0) fail('a record id has at least one column');
    for (const name of names) {
      const type = node.schema[name];
      if (!type) return fail(`there is no column ${name}`);
      if (type.isNullable || NO_ID.has(familyOf(type.kind)))
        fail(`${name} is ${type.sql}, and cannot identify a record`);
      if (name.includes(';'))
        fail(`${name} has a semicolon in its name, which separates names in the bridge's options`);
    }
    if (within.ms <= 0) throw new MillraceError('INVALID_DURATION', `within must be positive, not ${within}`);
    return new SourceTable(sourceNode({ ...node, recordId: { columns: names, within } }));
  }

  /**
   * Adds columns of metadata, by their names: when a record arrived (`arrival`, TIMESTAMP, NULL where that is not known),
   * the shard or file it was read from (`shard`), its place there (`sequence`) and its bytes (`raw`).
   * @example metrics.metadata({ arrived_at: 'arrival' })
   * @throws MillraceError RESERVED_COLUMN for a name that the table already has, UNKNOWN_METADATA
   */
  metadata<const M extends Readonly<Record<string, MetadataKey>>>(
    keys: M & NewColumns<M, Row>,
  ): Table<Row & { readonly [K in keyof M]: (typeof RECORD_COLUMNS)[(typeof METADATA)[M[K]]] }> {
    for (const [name, key] of Object.entries<MetadataKey>(keys)) {
      identifier(name);
      if (!Object.hasOwn(METADATA, key)) {
        const known = Object.keys(METADATA).join(', ');
        throw new MillraceError(
          'UNKNOWN_METADATA',
          `${this.node.table}: there is no metadata ${key}; there is ${known}`,
        );
      }
    }
    checkNew(Object.keys(keys), this.node.schema, 'metadata');
    return new Table(recordMetadataNode(this.node, keys));
  }

  /** The records that could not be decoded: why, their bytes, and where they came from. */
  malformedRows(): Table<typeof MALFORMED_COLUMNS> {
    return new Table(malformedRowsNode(this.node));
  }

  /** The rows that repeat an earlier one's record id. @throws MillraceError NO_RECORD_ID */
  duplicateRows(): Table<Row> {
    if (!this.node.recordId) {
      throw new MillraceError(
        'NO_RECORD_ID',
        `${this.node.table} does not say what identifies a record`,
        'Declare .recordId(column, { within }) on it.',
      );
    }
    return new Table(duplicateRowsNode(this.node));
  }
}

/**
 * Declares a stream that jobs read: its name, columns and types. Where it lives is said by an environment's bindings.
 * @example source('metrics', { metric_name: t.string, metric_value: t.double, event_time: t.timestamp })
 */
export function source<const Row extends Schema>(name: string, schema: Row): SourceTable<Row> {
  checkTable(name, schema, LONGEST_SOURCE);
  for (const [column, type] of Object.entries(schema)) {
    if (column in RECORD_COLUMNS) {
      throw new MillraceError(
        'RESERVED_COLUMN',
        `table ${name}: every source has a column ${column} of its own`,
        'Choose another name for the column.',
      );
    }
    checkDecodable(`table ${name}: column ${column}`, type);
  }
  return new SourceTable(sourceNode({ table: name, schema }));
}
