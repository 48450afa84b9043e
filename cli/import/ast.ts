/** What a script is made of, as it is written: nothing is looked up yet. */
import type { Place } from './tokens';

/** A name. Unquoted ones fold to upper case in Kinesis Data Analytics; `text` keeps how they are written. */
export interface Name {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: Place;
}

/** `VARCHAR(16)`, `DECIMAL(10, 2)`: the name in upper case. */
export interface TypeName {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly at: Place;
}

export type TimeUnit = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

type Node<Op extends string, Parts> = { readonly op: Op; readonly at: Place } & Readonly<Parts>;

export type Sql =
  | Node<'column', { qualifier?: Name; name: Name }>
  | Node<'number', { text: string }>
  | Node<'string', { text: string }>
  | Node<'timestamp', { text: string }>
  | Node<'boolean', { value: boolean }>
  | Node<'null', object>
  | Node<'interval', { ms: number }>
  | Node<'unary', { operator: 'NOT' | '-'; value: Sql }>
  | Node<'binary', { operator: string; left: Sql; right: Sql }>
  | Node<'isNull', { value: Sql; negated: boolean }>
  | Node<'in', { value: Sql; list: readonly Sql[]; negated: boolean }>
  | Node<'like', { similar: boolean; value: Sql; pattern: Sql; escape?: Sql; negated: boolean }>
  | Node<'between', { value: Sql; low: Sql; high: Sql; negated: boolean }>
  | Node<'case', { operand?: Sql; whens: readonly { readonly when: Sql; readonly value: Sql }[]; otherwise?: Sql }>
  | Node<'cast', { value: Sql; type: TypeName }>
  /** FLOOR or CEIL of a time. */
  | Node<'floor', { value: Sql; unit: TimeUnit; up: boolean }>
  | Node<'step', { value: Sql; by: Sql }>
  | Node<'extract', { value: Sql; unit: string }>
  | Node<'call', { name: string; args: readonly Sql[]; star: boolean; distinct: boolean; filter?: Sql; over?: Over }>;

/** `OVER W1`, or `OVER (PARTITION BY … RANGE INTERVAL … PRECEDING)`. */
export type Over = Name | WindowSpec;

export interface WindowSpec {
  readonly at: Place;
  readonly partitionBy: readonly Sql[];
  readonly orderBy: readonly Sql[];
  /** Absent where the frame is all rows before. */
  readonly frame?: { readonly kind: 'ROWS' | 'RANGE'; readonly preceding: Sql | 'UNBOUNDED' };
}

export interface Item {
  readonly value: Sql;
  readonly alias?: Name;
}

export interface Select {
  readonly op: 'select';
  readonly at: Place;
  readonly distinct: boolean;
  readonly items: readonly (Item | { readonly star: true; readonly qualifier?: Name; readonly at: Place })[];
  readonly from: From;
  readonly where?: Sql;
  readonly groupBy: readonly Sql[];
  readonly windowedBy?: {
    readonly kind: 'STAGGER' | 'TUMBLING';
    readonly at: Place;
    readonly partitionBy: readonly Sql[];
    readonly range: Sql;
  };
  readonly having?: Sql;
  readonly windows: readonly { readonly name: Name; readonly spec: WindowSpec }[];
  readonly orderBy: readonly Sql[];
}

export interface Union {
  readonly op: 'union';
  readonly at: Place;
  readonly left: Query;
  readonly right: Query;
}

export type Query = Select | Union;

export type From =
  | { readonly op: 'stream'; readonly name: Name; readonly alias?: Name; readonly over?: Over; readonly at: Place }
  | { readonly op: 'query'; readonly query: Query; readonly alias?: Name; readonly at: Place }
  | {
      /** `TABLE(TOP_K_ITEMS_TUMBLING(CURSOR(SELECT …), 'col', 10, 60))`. */
      readonly op: 'function';
      readonly name: string;
      readonly cursor: Query;
      readonly args: readonly Sql[];
      readonly alias?: Name;
      readonly at: Place;
    }
  | {
      readonly op: 'join';
      readonly type: 'inner' | 'left' | 'right' | 'full';
      readonly left: From;
      readonly right: From;
      readonly on: Sql;
      readonly at: Place;
    };

export interface ColumnDefinition {
  readonly name: Name;
  readonly type: TypeName;
  readonly notNull: boolean;
}

export type Statement =
  | { readonly op: 'stream'; readonly name: Name; readonly columns: readonly ColumnDefinition[]; readonly at: Place }
  | {
      readonly op: 'pump';
      readonly name: Name;
      readonly into: Name;
      readonly columns: readonly Name[];
      readonly query: Query;
      readonly at: Place;
    }
  /** Something that only the running of an application needs, such as ALTER PUMP … START. */
  | { readonly op: 'other'; readonly words: string; readonly at: Place };
