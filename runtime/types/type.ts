/** How a column of a type is held by the local engine. `dict`: Int32 codes into a dictionary; `time`: milliseconds as a double. */
export type Storage = 'f64' | 'i32' | 'i64' | 'bool' | 'dict' | 'time';

/** Everything that is known about one SQL type; each lives in its own file beside this one. */
export interface TypeSpec<Kind extends string = string> {
  readonly kind: Kind;
  /** Spelling in Flink's DDL. */
  readonly sql: string;
  readonly storage: Storage;
  /** Name of the Arrow type, resolved in engine/arrow.ts so that authoring never loads Arrow. */
  readonly arrow: 'Utf8' | 'Binary' | 'Float64' | 'Int32' | 'Int64' | 'Bool' | 'TimestampMillisecond';
  /** Place in Flink's numeric promotion (INT < BIGINT < DOUBLE); absent when the type is not numeric. */
  readonly rank?: number;
  /** The SQL literal of a JavaScript value. @throws RangeError when the type cannot hold the value. */
  literal(value: never): string;
  /** Code of a JavaScript expression that gives this value in the local engine's form. */
  code(value: never): string;
}

declare const JS: unique symbol;
declare const ROWTIME: unique symbol;

/**
 * A SQL type with its nullability: `t.double` is DOUBLE NOT NULL, `t.double.nullable()` is DOUBLE.
 * `Js` is the JavaScript type of its values.
 */
export class SqlType<Kind extends string = string, Nullable extends boolean = boolean, Js = unknown> {
  declare readonly [JS]: Js;

  constructor(
    readonly spec: TypeSpec<Kind>,
    readonly isNullable: Nullable,
    /** True for a time attribute: made by `.watermark` and by windows only. */
    readonly isRowtime = false,
  ) {}

  get kind(): Kind {
    return this.spec.kind;
  }

  /** The same type with NULL among its values. */
  nullable(): SqlType<Kind, true, Js> {
    return new SqlType(this.spec, true);
  }

  /** Spelling in DDL, NOT NULL included. */
  get sql(): string {
    return this.isNullable ? this.spec.sql : `${this.spec.sql} NOT NULL`;
  }
}

export type AnyType = SqlType<string, boolean, unknown>;

/** Brand of a time attribute (Flink's *ROWTIME*): only such a column is accepted by windows. */
export interface Rowtime {
  readonly [ROWTIME]: true;
}

/** The JavaScript value of a type, null included where it is nullable. */
export type Value<T> = T extends SqlType<string, infer N, infer Js> ? Js | (N extends true ? null : never) : never;

export function defineType<Kind extends string, Js>(spec: TypeSpec<Kind>): SqlType<Kind, false, Js> {
  return new SqlType<Kind, false, Js>(spec, false);
}

/** The same type with another nullability. */
export function withNullability(type: AnyType, isNullable: boolean): AnyType {
  return new SqlType(type.spec, isNullable);
}

export function asRowtime(type: AnyType): AnyType {
  return new SqlType(type.spec, type.isNullable, true);
}

/** Named columns in their order. */
export type Schema = Readonly<Record<string, AnyType>>;
