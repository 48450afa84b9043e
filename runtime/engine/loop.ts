/**
 * The code generator: the stateless operators of a pipeline and the stateful end of it become one loop over a batch.
 * Code is made of plan nodes only: columns are numbered, so no name and no text of a user ever becomes code, and string
 * literals go through JSON.stringify.
 */
import { type Code, children, type ExprNode, written } from '../functions/function';
import type { PlanNode } from '../operators/operator';
import type { AnyType } from '../types/type';
import { Emitter } from './emitter';
import type { Clock } from './row-operator';
import { support } from './support';
import type { Consumer, TimedBatch } from './timed';

/** The end of a loop: collects its rows, or takes them into its state. */
export interface Terminal {
  /** The relation whose rows it takes. */
  readonly input: PlanNode;
  /** Emits the code for one row. `op` is this object there, `clock` the job's. */
  row(loop: Loop): void;
  /** After each batch: how many of its rows came as far as here. */
  afterBatch(rows: number): void;
  onWatermark(watermark: number): void;
  /** Whether the input has gone idle: its watermark holds nothing back then. */
  onIdle(isIdle: boolean): void;
  /** Processing time has come this far, in milliseconds. */
  onClock?(now: number): void;
}

/** How many rows have come through a loop. */
export interface Flow {
  /** The relation whose rows come in, and the operators that are fused. */
  readonly base: PlanNode;
  readonly chain: readonly PlanNode[];
  rows: number;
  /** By operator of the chain, how many rows fewer come out than go in: below zero of one that makes several of one. */
  fewer: number[];
}

interface Bound {
  readonly code: Code;
  readonly type: AnyType;
  /** Index of the input column that this is, unchanged. */
  readonly column?: number;
}

export class Loop extends Emitter {
  private readonly head = new Set<string>();
  private readonly bound = new Map<string, Bound>();
  private readonly used = new Set<string>();
  protected override readonly isLoop = true;
  /** Blocks that are open at the end of the body. */
  private open = 0;
  /** The operator whose code is being made, and those that change how many rows there are, by their places in the chain. */
  private making = -1;
  private readonly changing = new Set<number>();

  /** Code of what the row does in a changelog. */
  readonly kind: string;

  /** @param base the relation whose batches come in. */
  constructor(
    base: PlanNode,
    chain: readonly PlanNode[],
    private readonly terminal: Terminal,
    private readonly clock: Clock,
  ) {
    super();
    this.kind = base.mode === 'update' ? '(K === undefined ? 0 : K[i])' : '0';
    for (const name of Object.keys(terminal.input.schema)) this.used.add(key(terminal.input.id, name));
    for (const node of [...chain].reverse()) this.markUsed(node);
    Object.entries(base.schema).forEach(([name, type], i) => {
      this.bound.set(key(base.id, name), { code: columnCode(type, i), type, column: i });
    });
    for (const node of chain) {
      this.making++;
      (node.operator as unknown as { fuse(n: PlanNode, l: Loop): void }).fuse(node, this);
    }
    terminal.row(this);
  }

  /** Adds a statement to what is done once a batch; the same one only once. */
  prepare(statement: string): void {
    this.head.add(statement);
  }

  /** Binds an output column of a fused operator. */
  bind(table: number, name: string, node: ExprNode): void {
    if (!this.used.has(key(table, name))) return;
    const plain = node.op === 'column' ? this.resolve(node.table, node.name) : undefined;
    this.bound.set(key(table, name), plain ?? { code: this.local(this.compile(node)), type: node.type });
  }

  /** Binds an output column to code. */
  bindCode(table: number, name: string, code: Code, type: AnyType): void {
    if (this.used.has(key(table, name))) this.bound.set(key(table, name), { code: this.local(code), type });
  }

  /** Leaves a row out when a condition holds, and counts it. */
  dropIf(condition: string): void {
    this.emit(`if (${condition}) { ${this.fewer()}++; continue; }`);
  }

  /** Code of how many rows fewer come out of the operator than go in. */
  private fewer(): string {
    this.changing.add(this.making);
    return `f${this.making}`;
  }

  /** Does what follows for each element of a list, which may be empty: what a row becomes. Gives code of the element. */
  expand(list: string): string {
    const name = this.fresh();
    this.open++;
    const fewer = this.fewer();
    this.emit(`${fewer}++; for (const ${name} of ${list}) { ${fewer}--;`);
    return name;
  }

  /** Another name of a column that is bound. */
  alias(table: number, name: string, column: Extract<ExprNode, { op: 'column' }>): void {
    this.bound.set(key(table, name), this.resolve(column.table, column.name));
  }

  /** Binds the columns of an operator that changes none. */
  passThrough(node: PlanNode): void {
    const input = node.inputs[0] as PlanNode;
    for (const name of Object.keys(node.schema)) {
      const bound = this.bound.get(key(input.id, name));
      if (bound) this.bound.set(key(node.id, name), bound);
    }
  }

  /** A column as it came in, where it is one: its index in the batch. */
  inputColumn(table: number, name: string): number | undefined {
    return this.resolve(table, name).column;
  }

  /** Emits the append of a row of `node` to the OutputBuilder that `builder` is code of. */
  append(builder: string, node: PlanNode, watermark: string): string {
    const lines = [`const o = ${builder}.next(${watermark}${this.kind === '0' ? '' : `, ${this.kind}`});`];
    Object.entries(node.schema).forEach(([name, type], j) => {
      const { code, column } = this.resolve(node.id, name);
      if (type.spec.storage === 'dict' && column !== undefined) {
        this.prepare(`${builder}.setDictionary(${j}, batch.columns[${column}].dictionary);`);
        lines.push(store(builder, j, { value: `v${column}[i]`, isNull: code.isNull }, 'i32'));
      } else {
        lines.push(store(builder, j, written(code, type), type.spec.storage));
      }
    });
    return `{ ${lines.join(' ')} }`;
  }

  /** The loop as an operator, which counts its rows in `flow`. */
  consumer(flow: Flow): Consumer {
    const { terminal } = this;
    const places = [...this.changing];
    const code = [
      '"use strict";',
      'return function (batch) {',
      ...this.head,
      'const W = batch.watermarks, K = batch.kinds; let filtered = 0;',
      ...places.map((k) => `let f${k} = 0;`),
      'for (let i = 0, n = batch.length; i < n; i++) {',
      ...this.body,
      '}'.repeat(this.open + 1),
      ...places.map((k) => `F[${k}] += f${k}; filtered += f${k};`),
      'return filtered; }',
    ].join('\n');
    const made = new Function('$', 'op', 'clock', 'F', code)(support, terminal, this.clock, flow.fewer);
    const run = made as (batch: TimedBatch) => number;
    return {
      onBatch(batch) {
        const filtered = run(batch);
        flow.rows += batch.length;
        terminal.afterBatch(batch.length - filtered);
      },
      onWatermark: (watermark) => terminal.onWatermark(watermark),
      onIdle: (isIdle) => terminal.onIdle(isIdle),
    };
  }

  protected column(node: ExprNode & { op: 'column' }): Code {
    return this.resolve(node.table, node.name).code;
  }

  private resolve(table: number, name: string): Bound {
    const bound = this.bound.get(key(table, name));
    if (!bound) throw new TypeError(`column ${name} is not bound`);
    if (bound.column !== undefined) this.declare(bound.column, bound.type);
    return bound;
  }

  private declare(column: number, type: AnyType): void {
    this.prepare(`const v${column} = batch.columns[${column}].values;`);
    if (type.isNullable) this.prepare(`const z${column} = batch.columns[${column}].nulls;`);
    if (type.spec.storage === 'dict') this.prepare(`const d${column} = batch.columns[${column}].dictionary.strings;`);
  }

  /** Columns that nothing reads are not computed: one of them may divide by zero. */
  private markUsed(node: PlanNode): void {
    const mark = (e: ExprNode): void => {
      if (e.op === 'column') this.used.add(key(e.table, e.name));
      else children(e).forEach(mark);
    };
    const { columns, predicate, args, column } = node as {
      columns?: Record<string, ExprNode>;
      predicate?: ExprNode;
      args?: readonly ExprNode[];
      column?: string;
    };
    for (const [name, column] of Object.entries(columns ?? {})) if (this.used.has(key(node.id, name))) mark(column);
    if (columns) return;
    const input = node.inputs[0] as PlanNode;
    if (predicate) mark(predicate);
    args?.forEach(mark);
    if (column !== undefined) this.used.add(key(input.id, column));
    for (const name of Object.keys(node.schema))
      if (this.used.has(key(node.id, name))) this.used.add(key(input.id, name));
  }
}

const key = (table: number, name: string): string => `${table}:${name}`;

function columnCode(type: AnyType, i: number): Code {
  const raw = `v${i}[i]`;
  const value = type.spec.storage === 'dict' ? `d${i}[${raw}]` : type.spec.storage === 'bool' ? `(${raw} === 1)` : raw;
  return { value, isNull: type.isNullable ? `(z${i} !== undefined && z${i}[i] === 1)` : 'false' };
}

/** Statement that stores a value in row `o` of a OutputBuilder's column. */
export function store(builder: string, column: number, code: Code, storage: AnyType['spec']['storage']): string {
  const value =
    storage === 'dict'
      ? `${builder}.intern(${column}, ${code.value})`
      : storage === 'bool'
        ? `${code.value} ? 1 : 0`
        : code.value;
  const set = `${builder}.v[${column}][o] = ${value};`;
  return code.isNull === 'false' ? set : `if (${code.isNull}) ${builder}.setNull(${column}, o); else ${set}`;
}
