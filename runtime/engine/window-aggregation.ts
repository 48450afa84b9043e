/** GROUP BY keys and window: one array per accumulator and slice of time, indexed by group. */
import { type BoundAggregate, boundAggregate } from '../functions/bound-aggregate';
import { type Code, callCode, type ExprNode, literalCode, type Slot } from '../functions/function';
import type { GroupAggregateNode } from '../operators/group-aggregate';
import type { PlanNode } from '../operators/operator';
import type { WindowTableNode } from '../operators/window-table';
import type { AnyType } from '../types/type';
import type { Accumulators, Frames, Groups } from './frames';
import { KeyColumn, KeyPairs } from './keys';
import { type Loop, store, type Terminal } from './loop';
import type { LateOutput, LocalContext } from './pipeline';
import { type GroupWork, Sessions } from './sessions';
import { Slices } from './slices';
import { support } from './support';
import { type Consumer, OutputBuilder } from './timed';

export class WindowAggregation implements Terminal {
  readonly input: PlanNode;
  // The generated code reads and writes what follows by name.
  readonly keys: KeyColumn[];
  readonly pairs: KeyPairs[];
  readonly out: OutputBuilder;
  readonly lateRows: OutputBuilder;
  watermark = Number.NEGATIVE_INFINITY;
  readonly frames: Frames;
  windowsFired = 0;

  private readonly aggregates = new Map<ExprNode, BoundAggregate>();
  private readonly slots: { slot: Slot; init: () => unknown }[] = [];
  private readonly slotNames = new Map<ExprNode, string[]>();
  private readonly emitWindow: (w: Groups, watermark: number) => void;
  private readonly output: Consumer;
  private readonly late: LateOutput | undefined;

  constructor(
    private readonly node: GroupAggregateNode,
    private readonly windowNode: WindowTableNode,
    context: LocalContext,
  ) {
    this.input = windowNode.inputs[0] as PlanNode;
    this.output = context.output(node);
    this.late = context.late(windowNode, this);
    this.keys = node.keys.map(() => new KeyColumn());
    this.pairs = node.keys.slice(1).map(() => new KeyPairs());
    this.out = new OutputBuilder(node.schema);
    this.lateRows = new OutputBuilder(this.input.schema);
    for (const column of Object.values(node.columns)) this.collect(column);
    const work: GroupWork = {
      create: (end) => this.groups(end),
      add: (w, key) => this.add(w, key),
      renew: (w, g, key) => this.renew(w, g, key),
      mergeGroup: this.compileMerge(),
    };
    const { slicing, gap } = windowNode.window;
    this.frames = slicing
      ? new Slices(slicing, work.create, (into, from) => this.merge(into, from, work))
      : new Sessions(gap as number, work);
    this.emitWindow = this.compileEmit();
  }

  row(loop: Loop): void {
    const { windowNode, input } = this;
    const column = (name: string) =>
      ({ op: 'column', table: input.id, name, type: input.schema[name] as AnyType }) as const;
    // Expressions were written over the windowed relation, which has its input's columns under another id.
    for (const name of Object.keys(input.schema)) loop.alias(windowNode.id, name, column(name));
    const slots = this.slots.map((_, j) => `s${j}`);
    const reload = slots.map((s, j) => `${s} = w.slots[${j}];`).join(' ');
    loop.prepare(`let now = op.watermark, end = NaN, w${slots.map((s) => `, ${s}`).join('')};`);
    loop.emit('const wm = W[i];');
    loop.emit('if (wm > now) { now = wm; if (wm >= op.frames.nextFire) { op.advance(wm); end = NaN; } }');
    const ts = loop.compile(column(windowNode.column)).value;
    // Another aggregate over the same window has taken the same late rows.
    const keep = this.late ? loop.append('op.lateRows', input, 'wm') : '';
    for (const line of this.frames.enter(ts, keep, reload)) loop.emit(line);
    loop.emit(`const key = ${this.keyCode(loop)};`);
    loop.emit(this.frames.place(reload));
    for (const [node, aggregate] of this.aggregates) {
      const inputs = aggregate.inputs.map((input) => loop.local(loop.compile(input)));
      const names = (this.slotNames.get(node) as string[]).map((s) => `${s}[g]`);
      loop.emit(aggregate.accumulate(names, inputs));
    }
  }

  afterBatch(rows: number): void {
    this.out.flush(this.output);
    if (!this.late) return;
    const { output, counter } = this.late;
    const late = this.lateRows.length;
    counter.late += late;
    counter.onTime += rows - late;
    this.lateRows.flush(output);
  }

  onWatermark(watermark: number): void {
    if (watermark >= this.frames.nextFire) this.advance(watermark);
    if (watermark > this.watermark) this.watermark = watermark;
    this.out.flush(this.output);
    this.output.onWatermark(watermark);
    this.late?.output.onWatermark(watermark);
  }

  onIdle(isIdle: boolean): void {
    this.output.onIdle(isIdle);
    this.late?.output.onIdle(isIdle);
  }

  /** Fires every window that the watermark has passed, in the order of their ends. */
  advance(watermark: number): void {
    for (const window of this.frames.due(watermark)) {
      this.emitWindow(window, this.watermark);
      this.windowsFired++;
    }
    this.watermark = watermark;
  }

  private groups(end: number): Groups {
    return {
      end,
      groupOf: new Int32Array(this.keyCapacity()),
      keyOf: new Int32Array(16),
      groups: 0,
      slots: this.slots.map(({ slot }) => accumulators(slot, 16)),
    };
  }

  /** A new group of a slice or window, found by its key from then on. */
  group(w: Groups, key: number): number {
    const g = this.add(w, key);
    if (key >= w.groupOf.length) w.groupOf = copied(w.groupOf, new Int32Array(Math.max(key + 1, this.keyCapacity())));
    w.groupOf[key] = g;
    return g;
  }

  private add(w: Groups, key: number): number {
    const g = ++w.groups;
    if (g >= w.keyOf.length) {
      w.keyOf = copied(w.keyOf, new Int32Array(g * 2));
      w.slots = w.slots.map((from, j) => widened(from, (this.slots[j] as { slot: Slot }).slot, g * 2));
    }
    this.renew(w, g, key);
    return g;
  }

  private renew(w: Groups, g: number, key: number): void {
    w.keyOf[g] = key;
    this.slots.forEach(({ init }, j) => {
      (w.slots[j] as unknown[])[g] = init();
    });
  }

  /** Takes the groups of a slice into a window. */
  private merge(into: Groups, from: Groups, work: GroupWork): void {
    for (let h = 1; h <= from.groups; h++) {
      const key = from.keyOf[h] as number;
      work.mergeGroup(into, into.groupOf[key] || this.group(into, key), from, h);
    }
  }

  /** Room for the keys that are known, and as many again, so that it seldom grows. */
  private keyCapacity(): number {
    const known = this.pairs.at(-1)?.left.length ?? this.keys[0]?.values.length ?? 1;
    return Math.max(64, known * 2);
  }

  private collect(node: ExprNode): void {
    if (node.op === 'aggregate') {
      const aggregate = boundAggregate(node);
      const names = aggregate.slots.map((slot) => {
        const init = new Function('$', `"use strict"; return () => ${slot.init};`)(support) as () => unknown;
        this.slots.push({ slot, init });
        return `s${this.slots.length - 1}`;
      });
      this.aggregates.set(node, aggregate);
      this.slotNames.set(node, names);
    } else if (node.op === 'call') {
      for (const arg of node.args) this.collect(arg);
    }
  }

  private keyCode(loop: Loop): string {
    const codes = this.node.keys.map((name, j) => {
      const type = this.windowNode.schema[name] as AnyType;
      const code = loop.compile({ op: 'column', table: this.windowNode.id, name, type });
      const index = loop.inputColumn(this.windowNode.id, name);
      let value = `op.keys[${j}].code(${code.value})`;
      if (type.spec.storage === 'dict' && index !== undefined) {
        loop.prepare(`const r${j} = op.keys[${j}].remap(batch.columns[${index}].dictionary);`);
        value = `r${j}[v${index}[i]]`;
      }
      return code.isNull === 'false' ? value : `(${code.isNull} ? 0 : ${value})`;
    });
    return codes.reduce((left, right, j) => (j === 0 ? right : `op.pairs[${j - 1}].code(${left}, ${right})`), '0');
  }

  /** The code that takes one group into another. */
  private compileMerge(): GroupWork['mergeGroup'] {
    let next = 0;
    const body = [...this.aggregates.values()].map((aggregate) => {
      const own = aggregate.slots.map(() => next++);
      return aggregate.merge(
        own.map((j) => `into.slots[${j}][g]`),
        own.map((j) => `from.slots[${j}][h]`),
      );
    });
    return new Function('$', ['"use strict"; return function (into, g, from, h) {', ...body, '}'].join('\n'))(support);
  }

  /** The loop that makes a window's rows: keys, bounds and aggregates become the columns of the select. */
  private compileEmit(): (w: Groups, watermark: number) => void {
    const { keys } = this.node;
    const body: string[] = ['let k = w.keyOf[g];'];
    for (let j = keys.length - 1; j > 0; j--)
      body.push(`const k${j} = op.pairs[${j - 1}].right[k]; k = op.pairs[${j - 1}].left[k];`);
    body.push('const k0 = k, o = op.out.next(watermark);');
    const compile = (node: ExprNode): Code => {
      switch (node.op) {
        case 'literal':
          return literalCode(node);
        case 'aggregate':
          return (this.aggregates.get(node) as BoundAggregate).value(
            (this.slotNames.get(node) as string[]).map((s) => `${s}[g]`),
          );
        case 'call':
          return callCode(node, node.args.map(compile));
        case 'column': {
          if (node.name === 'window_start') return { value: this.frames.start('g', 'w'), isNull: 'false' };
          if (node.name === 'window_end') return { value: this.frames.end('g', 'w'), isNull: 'false' };
          if (node.name === 'window_time') return { value: `(${this.frames.end('g', 'w')} - 1)`, isNull: 'false' };
          const j = keys.indexOf(node.name);
          return { value: `op.keys[${j}].values[k${j}]`, isNull: node.type.isNullable ? `k${j} === 0` : 'false' };
        }
      }
    };
    const head: string[] = [];
    Object.values(this.node.columns).forEach((node, i) => {
      const code = compile(node);
      if (node.op === 'column' && node.type.spec.storage === 'dict') {
        const j = keys.indexOf(node.name);
        head.push(`op.out.setDictionary(${i}, op.keys[${j}]);`);
        body.push(store('op.out', i, { value: `k${j}`, isNull: code.isNull }, 'i32'));
      } else {
        body.push(store('op.out', i, code, node.type.spec.storage));
      }
    });
    const slots = this.slots.map((_, j) => `const s${j} = w.slots[${j}];`);
    const loop = ['for (let g = 1; g <= w.groups; g++) {', ...body, '}'];
    return new Function(
      '$',
      'op',
      ['"use strict"; return function (w, watermark) {', ...head, ...slots, ...loop, '}'].join('\n'),
    )(support, this);
  }
}

function accumulators(slot: Slot, capacity: number): Accumulators {
  if (slot.storage === 'any') return new Array<unknown>(capacity).fill(null);
  return slot.storage === 'i64' ? new BigInt64Array(capacity) : new Float64Array(capacity);
}

function widened(from: Accumulators, slot: Slot, capacity: number): Accumulators {
  if (Array.isArray(from)) return from;
  const to = accumulators(slot, capacity);
  (to as Float64Array).set(from as Float64Array);
  return to;
}

function copied(from: Int32Array, to: Int32Array): Int32Array {
  to.set(from);
  return to;
}
