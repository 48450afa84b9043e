/** Code of expressions, and the statements that it needs before it. */
import { type Code, callCode, type ExprNode, literalCode, NOTHING, notLocal, ofNullable } from '../functions/function';

export abstract class Emitter {
  protected body: string[] = [];
  /** Whether the code is of a loop over a batch, which has the job's `clock` and the rows' watermarks. */
  protected readonly isLoop: boolean = false;
  private names = 0;

  /** Code of a column's value. */
  protected abstract column(node: ExprNode & { op: 'column' }): Code;

  /** Code of an aggregate's result. */
  protected aggregate(_: ExprNode & { op: 'aggregate' }): Code {
    throw new TypeError('an aggregate is not computed row by row');
  }

  /** Adds a statement to what is done for a row. */
  emit(statement: string): void {
    this.body.push(statement);
  }

  /** Code of an expression. */
  compile(node: ExprNode): Code {
    switch (node.op) {
      case 'column':
        return this.column(node);
      case 'literal':
        return literalCode(node);
      case 'call': {
        if (node.fn.readsClock && !this.isLoop)
          throw notLocal(`${node.fn.name} here`, 'select and where have the clock');
        const isLate = (i: number) => node.fn.lazy === true && i > 0;
        return callCode(
          node,
          node.args.map((arg, i) => (isLate(i) ? this.lazily(arg) : this.local(this.compile(arg)))),
          this.isLoop,
        );
      }
      case 'aggregate':
        return this.aggregate(node);
    }
  }

  /** Code that is computed once however often it is used. */
  local(code: Code): Code {
    const { plannedNull, negated, repeats } = code;
    const planned = { ...(plannedNull !== undefined && { plannedNull }), ...(negated !== undefined && { negated }) };
    if (repeats) return { ...ofNullable(this.named(repeats.code), repeats.nothing), ...planned };
    const value = this.named(code.value);
    return { value, isNull: this.named(code.isNull), ...planned };
  }

  /** A name that the code has not used. */
  fresh(): string {
    return `x${this.names++}`;
  }

  /** Code that is computed when it is first reached, and not at all when it is not: it may fail the job. */
  private lazily(node: ExprNode): Code {
    const outer = this.body;
    this.body = [];
    const code = this.compile(node);
    const statements = this.body;
    this.body = outer;
    // What calls no helper cannot fail, and is done with sooner than it is asked for.
    if (![...statements, code.value, code.isNull].some((one) => one.includes('$.'))) {
      for (const statement of statements) this.emit(statement);
      return this.local(code);
    }
    const [kept, compute] = [this.fresh(), this.fresh()];
    const value = code.isNull === 'false' ? code.value : `${code.isNull} ? null : ${code.value}`;
    this.emit(
      `let ${kept}; const ${compute} = () => { if (${kept} === undefined) { ${statements.join(' ')} ${kept} = ${value}; } return ${kept}; };`,
    );
    if (code.isNull === 'false') return { value: `${compute}()`, isNull: 'false' };
    return ofNullable(`${compute}()`, NOTHING[node.type.spec.storage] ?? '0');
  }

  private named(code: string): string {
    if (isSimple(code)) return code;
    const name = this.fresh();
    this.emit(`const ${name} = ${code};`);
    return name;
  }
}

const isSimple = (code: string): boolean => /^(\w+|-?[\d.]+n?)$/.test(code);
