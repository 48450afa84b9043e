/**
 * How a column of a type is held by the local engine. `dict`: Int32 codes into a dictionary of texts, one text for each
 * value of the type; `time`: milliseconds as a double.
 */
export type Storage = 'f64' | 'i32' | 'i64' | 'bool' | 'dict' | 'time';

/** Everything that is known about one SQL type; each lives in its own file beside this one. */
export interface TypeSpec<Kind extends string = string> {
  readonly kind: Kind;
  /** Spelling in Flink's DDL. */
  readonly sql: string;
  readonly storage: Storage;
  /** DECIMAL's digits; of times those behind the second. */
  readonly precision?: number;
  /** DECIMAL's digits behind the point. */
  readonly scale?: number;
  /** Characters or bytes of CHAR(n), VARCHAR(n), BINARY(n), VARBINARY(n). */
  readonly length?: number;
  /** The types that an ARRAY, MAP or ROW is made of. */
  readonly parts?: Parts;
  /** Whether a JavaScript value is one of this type's, NULL aside. */
  accepts(value: unknown): boolean;
  /** The SQL literal of a JavaScript value that is accepted. */
  literal(value: never): string;
}

/** `element` of an ARRAY, `key` and `value` of a MAP, `fields` of a ROW. */
export interface Parts {
  readonly element?: AnyType;
  readonly key?: AnyType;
  readonly value?: AnyType;
  readonly fields?: Schema;
}

declare const JS: unique symbol;
declare const ROLE: unique symbol;

/** What Flink knows of a column beside its type: a time attribute, or a bound of a window. */
export type Role = 'rowtime' | 'proctime' | 'window_start' | 'window_end';

/**
 * A SQL type with its nullability: `t.double` is DOUBLE NOT NULL, `t.double.nullable()` is DOUBLE.
 * `Js` is the JavaScript type of its values, `Parts` the types that an ARRAY, MAP or ROW is made of.
 */
export class SqlType<Kind extends string = string, Nullable extends boolean = boolean, Js = unknown, Parts = unknown> {
  declare readonly [JS]: Js;

  constructor(
    readonly spec: TypeSpec<Kind>,
    readonly isNullable: Nullable,
    /** Given by `.watermark`, `.processingTime` and windows only; every function loses it. */
    readonly role?: Role,
  ) {}

  /** `{ element }` of an ARRAY, `{ key, value }` of a MAP, `{ fields }` of a ROW. */
  get parts(): Parts {
    return this.spec.parts as Parts;
  }

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

export function defineType<Kind extends string, Js, Parts = unknown>(
  spec: TypeSpec<Kind>,
): SqlType<Kind, false, Js, Parts> {
  return new SqlType<Kind, false, Js, Parts>(spec, false);
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

/** Whether a type has a value, NULL included. */
export const valueAccepted = (value: unknown, type: AnyType): boolean =>
  value === null ? type.isNullable : type.spec.accepts(value);

/** The SQL literal of a value that the type has. */
export const literalOf = (value: unknown, type: AnyType): string =>
  value === null ? `CAST(NULL AS ${type.spec.sql})` : type.spec.literal(value as never);
