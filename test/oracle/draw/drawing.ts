/** A program in the making: relations, one made of others. */
import { MillraceError } from 'millrace';
import type { PlanNode } from '../../../runtime/operators/operator';
import { evaluate, get, lambda, on, ref, type Scope, type Term } from '../term';
import { type ExpressionOptions, Expressions, type Typed } from './expressions';
import type { Draw } from './random';

export interface Relation {
  readonly name: string;
  readonly node: PlanNode;
}

/** What was drawn and then refused by the language, by the error's code. */
export const refused = new Map<string, number>();

export class Drawing {
  readonly relations: Record<string, Term> = {};
  private readonly built: Record<string, unknown> = {};
  private count = 0;

  constructor(
    readonly draw: Draw,
    readonly options: ExpressionOptions,
    /** The time, in milliseconds, by which events and windows are measured. */
    readonly unit: number,
  ) {}

  get scope(): Scope {
    return this.built;
  }

  /** Takes a relation in; undefined where the language refuses it. */
  add(term: Term, name = `r${++this.count}`): Relation | undefined {
    const made = this.attempt(() => evaluate(term, this.built)) as { node?: PlanNode } | undefined;
    if (!made?.node?.schema) return undefined;
    this.relations[name] = term;
    this.built[name] = made;
    return { name, node: made.node };
  }

  /** undefined where the language refuses it. */
  attempt<T>(make: () => T): T | undefined {
    try {
      return make();
    } catch (failure) {
      if (!(failure instanceof MillraceError)) throw failure;
      refused.set(failure.code, (refused.get(failure.code) ?? 0) + 1);
      return undefined;
    }
  }

  /** What the callback of a method is given. */
  columns(
    of: Term,
    method: string,
    names: readonly string[] = ['r'],
  ): { readonly typed: Typed[]; readonly scope: Scope } {
    let given: unknown[] = [];
    const stop = new Error('seen');
    const callback = (...args: unknown[]) => {
      given = args;
      throw stop;
    };
    try {
      evaluate(on(of, method, ref('callback')), { ...this.built, callback });
    } catch (failure) {
      if (failure !== stop) throw failure;
    }
    const scope = { ...this.built, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) };
    const typed = names.flatMap((name, i) =>
      Object.entries(given[i] as Record<string, { type: Typed['type'] }>).map(([column, { type }]) => ({
        term: get(ref(name), column),
        type,
        size: 0,
      })),
    );
    return { typed, scope };
  }

  expressions(columns: { readonly typed: readonly Typed[]; readonly scope: Scope }): Expressions {
    return new Expressions(this.draw, columns.typed, columns.scope, this.options);
  }
}

export const callback = (body: Term, ...names: string[]): Term => lambda(names.length > 0 ? names : ['r'], body);
