/** The streams of a script, with their columns and the names that they get in the job. */
import * as library from '../../runtime/index';
import type { ColumnDefinition, Name, Statement } from './ast';
import { notImported } from './piece';
import type { Configuration, Input } from './schema';
import type { Place } from './tokens';
import { jobType } from './types';

export interface Options {
  /** Name of the job. */
  readonly name: string;
  readonly configuration?: Configuration;
  /** Names of tables by the names of streams, as the user wants them. */
  readonly tables?: ReadonlyMap<string, string>;
  /** Column of the event time where the script has only ROWTIME. */
  readonly time?: string;
  /** Seconds of disorder that the watermark waits for. */
  readonly delay?: number;
  /** Keeps NULL among the values of every column of a source. */
  readonly nullable?: boolean;
}

export interface Column {
  /** Its name in the job. */
  readonly name: string;
  /** Its name in the script, where the record's field is called otherwise. */
  readonly field?: string;
  readonly quoted: boolean;
  /** As it is written behind `t.`; undefined as long as nothing tells it. */
  type: string | undefined;
  /** How sure the type is: 3 declared, 2 the destination's, 1 the use's. */
  certainty: 0 | 1 | 2 | 3;
  notNull: boolean;
  /** The script asks for NULLs in it. */
  nullable: boolean;
  /** Added for ROWTIME: no part of `*`. */
  implied?: boolean;
  comment?: string;
  /** The path of a field inside another. */
  readonly nested?: string;
}

export interface Stream {
  readonly name: Name;
  /** `source`: not created by the script; `reference`: a table of reference data. */
  role: 'source' | 'reference' | 'stream';
  readonly at: Place;
  readonly columns: Column[];
  /** Name of the table, and of the constant. */
  readonly table: string;
  readonly constant: string;
  /** The source's column that is the event time. */
  time?: { readonly column: string; readonly own: boolean };
}

export type Pump = Statement & { readonly op: 'pump' };

/** ROWTIME, and the time at which a record came into the data stream. */
export const isArrival = (name: Name): boolean => /^(ROWTIME|APPROXIMATE_ARRIVAL_TIME)$/i.test(name.text);

/** Finds by name: as it is written, else without regard to case, as unquoted names fold. */
export function byName<T>(
  all: readonly T[],
  name: Name,
  of: (t: T) => { text: string; quoted: boolean },
): T | undefined {
  const same = all.find((t) => of(t).text === name.text);
  if (same) return same;
  const fold = name.text.toUpperCase();
  return all.find((t) => of(t).text.toUpperCase() === fold && !(name.quoted && of(t).quoted));
}

export class Catalog {
  readonly streams: Stream[] = [];
  readonly pumps: readonly Pump[];
  private readonly taken = new Set([...Object.keys(library), ...RESERVED]);

  constructor(
    statements: readonly Statement[],
    readonly options: Options,
  ) {
    this.pumps = statements.filter((s) => s.op === 'pump');
    for (const s of statements) if (s.op === 'stream') this.declare(s.name, s.columns, s.at);
  }

  /** A name for a constant of the file that nothing else has. */
  constant(name: string): string {
    const words = name.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((w) => w !== '');
    const camel = words
      .map((w, i) => (i ? `${w[0]?.toUpperCase()}${w.slice(1).toLowerCase()}` : w.toLowerCase()))
      .join('');
    const base = /^[a-z]/.test(camel) ? camel : `stream${camel}`;
    let unique = this.taken.has(base) ? `${base}Stream` : base;
    for (let i = 2; this.taken.has(unique); i++) unique = `${base}${i}`;
    this.taken.add(unique);
    return unique;
  }

  find(name: Name): Stream | undefined {
    return byName(this.streams, name, (s) => s.name);
  }

  /** The stream of this name; one that the script does not create is a source. */
  read(name: Name): Stream {
    const known = this.find(name);
    if (known) return known;
    const { configuration } = this.options;
    const reference = entry(configuration?.references, name.text);
    const input = entry(configuration?.inputs, name.text) ?? configuration?.inputs.get('*');
    const stream = this.add(name, reference ? 'reference' : 'source', name.at, (reference ?? input)?.table);
    for (const column of (reference ?? input)?.columns ?? []) stream.columns.push(this.inputColumn(column));
    return stream;
  }

  /** Whether the application's configuration has it as an input. */
  isInput(name: Name): boolean {
    return entry(this.options.configuration?.inputs, name.text) !== undefined;
  }

  /** The pumps that write a stream. */
  writers(stream: Stream): Pump[] {
    return this.pumps.filter((p) => this.find(p.into) === stream);
  }

  private declare(name: Name, definitions: readonly ColumnDefinition[], at: Place): void {
    if (this.find(name))
      throw notImported(name.at, `the stream ${name.text} is created twice`, 'Take one of the two out.');
    const output = entry(this.options.configuration?.outputs, name.text);
    const stream = this.add(name, 'stream', at, output);
    for (const { name: column, type, notNull } of definitions) {
      stream.columns.push({
        ...{ name: column.text, quoted: column.quoted, type: jobType(type), certainty: 3, notNull, nullable: false },
      });
    }
  }

  private inputColumn(column: Input['columns'][number]): Column {
    const path = column.mapping?.replace(/^\$\.?/, '');
    const nested = path !== undefined && !/^[^.[\]]+$/.test(path);
    // The record's field is what is read, whatever its column was called.
    const name = path === undefined || nested ? column.name : path;
    const inner = nested
      ? { comment: `check: the record's field was ${column.mapping}`, nested: `${column.mapping}` }
      : {};
    return {
      ...{ name, quoted: true, type: jobType(column.type), certainty: 3, notNull: column.notNull, nullable: false },
      ...(name !== column.name && { field: column.name }),
      ...inner,
    };
  }

  private add(name: Name, role: Stream['role'], at: Place, output?: string): Stream {
    const wanted =
      entry(this.options.tables, name.text) ??
      output ??
      name.text.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
    const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=[0-9])/, '_');
    const longest = role === 'stream' ? 44 : 33;
    const table = plain.slice(0, longest);
    const stream: Stream = { name, role, at, columns: [], table, constant: this.constant(table) };
    this.streams.push(stream);
    return stream;
  }
}

function entry<T>(map: ReadonlyMap<string, T> | undefined, name: string): T | undefined {
  for (const [key, value] of map ?? []) if (key.toUpperCase() === name.toUpperCase()) return value;
  return undefined;
}

const RESERVED = `await break case catch class const continue debugger default delete do else enum export extends false
finally for function if implements import in instanceof interface let m new null package private protected public return
static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/);
