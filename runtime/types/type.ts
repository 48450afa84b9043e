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
declare const PARTS: unique symbol;
declare const ROLE: unique symbol;

/** What Flink knows of a column beside its type: a time attribute, or a bound of a window. */
export type Role = 'rowtime' | 'proctime' | 'window_start' | 'window_end';

/**
 * A SQL type with its nullability: `t.double` is DOUBLE NOT NULL, `t.double.nullable()` is DOUBLE.
 * `Js` is the JavaScript type of its values, `Parts` the types that an ARRAY, MAP or ROW is made of.
 */
export class SqlType<Kind extends string = string, Nullable extends boolean = boolean, Js = unknown, Parts = unknown> {
  declare readonly [JS]: Js;
  declare readonly [PARTS]: Parts;

  constructor(
    readonly spec: TypeSpec<Kind>,
    readonly isNullable: Nullable,
    /** Given by `.watermark`, `.processingTime` and windows only; every function loses it. */
    readonly role?: Role,
  ) {}

  get kind(): Kind {
    return this.spec.kind;
  }

  /** The same type with NULL among its values. */
  nullable(): SqlType<Kind, true, Js, Parts> {
    return new SqlType(this.spec, true);
  }

  /** Spelling in DDL, NOT NULL included. */
  get sql(): string {
    return this.isNullable ? this.spec.sql : `${this.spec.sql} NOT NULL`;
  }
}

export type AnyType = SqlType<string, boolean, unknown, unknown>;

/** The types that an ARRAY, MAP or ROW is made of. */
export type PartsOf<T> = T extends SqlType<string, boolean, unknown, infer Parts> ? Parts : never;

/** Brand of an event-time attribute (Flink's *ROWTIME*). */
export interface Rowtime {
  readonly [ROLE]: 'rowtime';
}
/** Brand of a processing-time attribute (Flink's *PROCTIME*). */
export interface Proctime {
  readonly [ROLE]: 'proctime';
}
/** Brand of a window's first bound. */
export interface WindowStart {
  readonly [ROLE]: 'window_start';
}
/** Brand of a window's last bound, which is not in it. */
export interface WindowEnd {
  readonly [ROLE]: 'window_end';
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

export function withRole(type: AnyType, role: Role): AnyType {
  return new SqlType(type.spec, type.isNullable, role);
}

/** Named columns in their order. */
export type Schema = Readonly<Record<string, AnyType>>;
