/** A program in the making: relations, one made of others. */
import { MillraceError } from 'millrace';
import type { PlanNode } from '../../../runtime/operators/operator';
import { call, evaluate, fields, get, js, list, on, ref, type Scope, type Term } from '../term';
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
  /** Relations that can be joined with. */
  readonly made: Relation[] = [];
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

  /** Another relation to join with: mostly another source, or what was made of one on the way. */
  other(than: Relation): Relation | undefined {
    const others = this.made.filter(({ name }) => name !== than.name);
    return others.length > 0 ? this.draw.pick(others) : undefined;
  }

  /** The name of a table to look up in, with `id` of the kind. */
  lookup(kind: string): string {
    const name = `lookup_${kind.toLowerCase()}`;
    if (!(name in this.relations)) {
      const t = (of: string) => get(ref('t'), of);
      const columns = fields({ id: t(kind.toLowerCase()), label: on(t('string'), 'nullable'), rank: t('int') });
      this.add(call('lookup', js(name), columns, fields({ primaryKey: list(js('id')) })), name);
    }
    return name;
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
    ...before: Term[]
  ): { readonly typed: Typed[]; readonly scope: Scope } {
    let given: unknown[] = [];
    const stop = new Error('seen');
    const callback = (...args: unknown[]) => {
      given = args;
      throw stop;
    };
    try {
      evaluate(on(of, method, ...before, ref('callback')), { ...this.built, callback });
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
