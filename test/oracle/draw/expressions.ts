/** Random typed expressions: of columns and literals others are made, step by step, by what functions take. */
import { type Expression, MillraceError, type Stage } from 'millrace';
import { type Family, familyOf } from '../../../runtime/types/kinds';
import type { AnyType } from '../../../runtime/types/type';
import { call, evaluate, fields, js, lambda, list, on, type Scope, type Term } from '../term';
import { CONSTANTS, GROUPS, type Recipe, TAKES } from './functions';
import type { Draw } from './random';
import { literalTerm, scalarType, typeTerm } from './types';

export interface Typed {
  readonly term: Term;
  readonly type: AnyType;
  /** How many calls are in it. */
  readonly size: number;
}

export interface ExpressionOptions {
  /** What may fail a job is drawn, too. */
  readonly mayFail: boolean;
  /** Functions that are not drawn. */
  readonly without: ReadonlySet<string>;
}

const LARGEST = 12;
/** By family the types to which a cast cannot fail. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  integer: ['bigint', 'double', 'string', 'float', 'boolean'],
  decimal: ['string', 'double'],
  approximate: ['double', 'string', 'int', 'bigint'],
  boolean: ['string', 'int'],
  timestamp: ['date', 'timestampLtz', 'string'],
  timestamp_ltz: ['timestamp', 'date', 'string'],
  date: ['timestamp', 'string'],
  time: ['string'],
  character: ['string', 'bytes'],
};
const isScalar = (type: AnyType): boolean => !['array', 'map', 'row'].includes(familyOf(type.kind));

export class Expressions {
  private readonly pool: Typed[];

  /** @param scope what the names in the columns' terms stand for */
  constructor(
    private readonly draw: Draw,
    columns: readonly Typed[],
    private readonly scope: Scope,
    private readonly options: ExpressionOptions,
  ) {
    this.pool = [...columns];
  }

  /** Any expression, mostly of calls. */
  any(): Typed {
    this.grow(
      this.draw.weighted([
        [1, 1],
        [4, 2],
        [3, 3],
        [2, 5],
      ]),
    );
    return this.draw.chance(15) ? this.draw.pick(this.pool) : this.late(this.pool);
  }

  /** An expression of one of the families. */
  of(families: readonly Family[]): Typed | undefined {
    if (this.draw.chance(40)) this.grow(1);
    const found = this.pool.filter(({ type }) => families.includes(familyOf(type.kind)));
    return found.length > 0 ? this.late(found) : undefined;
  }

  /** A condition that is not of a single column. */
  condition(): Typed {
    for (let tries = 0; tries < 20; tries++) {
      this.step(this.draw.pick((GROUPS[0] as (typeof GROUPS)[number])[1]));
      if (this.draw.chance(40)) this.step(this.draw.pick((GROUPS[1] as (typeof GROUPS)[number])[1]));
      const found = this.pool.filter(({ type, size }) => type.kind === 'BOOLEAN' && size > 0);
      if (found.length > 0 && this.draw.chance(60)) return this.late(found);
    }
    const [first] = this.pool;
    return { term: on((first as Typed).term, 'isNotNull'), type: first?.type as AnyType, size: 1 };
  }

  private grow(steps: number): void {
    for (let i = 0; i < steps; i++) {
      if (this.draw.chance(15)) this.special();
      else this.step(this.draw.pick(this.draw.weighted(GROUPS)));
    }
  }

  /** Later ones are made of earlier ones. */
  private late(from: readonly Typed[]): Typed {
    const place = Math.max(this.draw.int(0, from.length - 1), this.draw.int(0, from.length - 1));
    return from[place] as Typed;
  }

  private step(recipe: Recipe): void {
    if (this.options.without.has(recipe.name) || (recipe.mayFail && !this.options.mayFail)) return;
    const args: Typed[] = [];
    const terms: Term[] = [];
    for (const word of recipe.args) {
      if (word.startsWith('#')) {
        terms.push(this.draw.pick(CONSTANTS[word.slice(1)] as readonly Term[]));
        continue;
      }
      const arg = this.argument(word, args);
      if (!arg) return;
      if (word === 'field') {
        terms.push(arg.term);
        continue;
      }
      args.push(arg);
      terms.push(arg.term);
    }
    const [first, ...others] = terms;
    this.add(recipe.isMethod ? on(first as Term, recipe.name, ...others) : call(recipe.name, ...terms), args);
  }

  private argument(word: string, before: readonly Typed[]): Typed | undefined {
    const of = before.at(-1)?.type;
    const parts = of?.spec.parts ?? {};
    switch (word) {
      case 'any':
        return this.draw.pick(this.pool);
      case 'scalar':
        return this.from(({ type }) => isScalar(type));
      case 'int32':
        return this.from(({ type: { kind } }) => kind === 'INT' || kind === 'SMALLINT' || kind === 'TINYINT');
      case 'texts':
        return this.from(({ type }) => /^ARRAY<(STRING|CHAR|VARCHAR)/.test(type.kind));
      case 'same':
      case 'same#2':
        return of && this.ofType(of);
      case 'element':
        return parts.element && this.ofType(parts.element);
      case 'key':
        return parts.key && this.ofType(parts.key);
      case 'field': {
        const names = Object.keys(parts.fields ?? {});
        return names.length > 0 ? { term: js(this.draw.pick(names)), type: of as AnyType, size: 0 } : undefined;
      }
      default: {
        const families = TAKES[word];
        if (!families) throw new TypeError(`no argument is called ${word}`);
        const found = this.from(({ type }) => families.includes(familyOf(type.kind)));
        // A call of constants alone is the planner's to compute.
        return found ?? (before.length > 0 || this.draw.chance(20) ? this.literalOf(families) : undefined);
      }
    }
  }

  private from(takes: (one: Typed) => boolean): Typed | undefined {
    const found = this.pool.filter(takes);
    return found.length > 0 ? this.draw.pick(found) : undefined;
  }

  /** Of just this type, NULL or not: one of the pool, or a literal. */
  private ofType(type: AnyType): Typed | undefined {
    const found = this.pool.filter((one) => one.type.spec.sql === type.spec.sql);
    if (found.length > 0 && this.draw.chance(65)) return this.draw.pick(found);
    const term = literalTerm(this.draw, type);
    return term ? { term, type, size: 0 } : found.length > 0 ? this.draw.pick(found) : undefined;
  }

  private literalOf(families: readonly Family[]): Typed | undefined {
    for (let tries = 0; tries < 8; tries++) {
      const type = evaluate(scalarType(this.draw), this.scope) as AnyType;
      if (families.includes(familyOf(type.kind))) return this.ofType(type);
    }
    return undefined;
  }

  /** What is not called with one argument after the other. */
  private special(): void {
    const one = this.draw.pick(this.pool);
    const [other, third] = [this.ofType(one.type), this.ofType(one.type)];
    const condition = this.from(({ type }) => type.kind === 'BOOLEAN');
    const key = this.from(({ type }) => type.kind === 'STRING' && !type.isNullable);
    const made: Readonly<Record<string, () => Term | undefined>> = {
      cast: () => this.cast(one),
      in: () => other && third && on(one.term, 'in', list(other.term, third.term)),
      case: () => condition && other && third && this.branches(condition, one, other, third),
      map: () => key && call('mapOf', list(key.term, one.term)),
      row: () => call('rowOf', fields({ x: one.term, ...(other && { y: other.term }) })),
      object: () => call('jsonObject', fields({ k: one.term, ...(other && { l: other.term }) })),
      array: () => call('jsonArray', list(one.term, ...(other ? [other.term] : []))),
    };
    const kind = this.draw.weighted([
      ...[[6, 'cast'] as const, [3, 'in'] as const, [4, 'case'] as const],
      ...(['map', 'row', 'object', 'array'] as const).map((name) => [1, name] as const),
    ]);
    const term = made[kind]?.();
    if (term) this.add(term, [one, ...(kind === 'case' && condition ? [condition] : [])]);
  }

  private branches(condition: Typed, one: Typed, other: Typed, third: Typed): Term {
    const first = call('caseWhen', condition.term, one.term);
    const more = this.draw.chance(40) ? on(first, 'when', on(one.term, 'isNotNull'), third.term) : first;
    return this.draw.chance(70) ? on(more, 'otherwise', other.term) : more;
  }

  /** Mostly one that cannot fail. */
  private cast(one: Typed): Term {
    const target = typeTerm(evaluate(scalarType(this.draw), this.scope) as AnyType);
    if (this.options.mayFail && this.draw.chance(50)) return on(one.term, 'cast', target);
    if (this.draw.chance(50)) return on(one.term, 'tryCast', target);
    const safe = WIDER[familyOf(one.type.kind)] ?? ['string'];
    return on(one.term, 'cast', { of: { ref: 't' }, get: this.draw.pick(safe) });
  }

  private add(term: Term, args: readonly Typed[]): void {
    const size = 1 + args.reduce((sum, arg) => sum + arg.size, 0);
    if (size > LARGEST) return;
    const type = typeOf(term, this.scope);
    if (type) this.pool.push({ term, type, size });
  }
}

/** The type of an expression; undefined where the language refuses it. */
export function typeOf(term: Term, scope: Scope): AnyType | undefined {
  try {
    return (evaluate(term, scope) as Expression<AnyType, Stage>).type;
  } catch (failure) {
    if (failure instanceof MillraceError || failure instanceof TypeError) return undefined;
    throw failure;
  }
}

/** A callback over rows of one table. */
export const over = (body: Term, ...names: string[]): Term => lambda(names.length > 0 ? names : ['r'], body);
