/** GROUP BY keys and window: one array per accumulator and slice of time, indexed by group. */
import { lacks } from '../functions/aggregate/grouping';
import { boundAggregate } from '../functions/bound-aggregate';
import type { ExprNode, Slot } from '../functions/function';
import type { GroupAggregateNode } from '../operators/group-aggregate';
import type { PlanNode } from '../operators/operator';
import { isWindowTable, type WindowTableNode } from '../operators/window-table';
import type { AnyType } from '../types/type';
import type { Slicing } from '../windows/window';
import type { Accumulators, Frames, Groups } from './frames';
import { GroupKeys, type GroupKeysState } from './group-keys';
import type { Loop, Terminal } from './loop';
import { type Open, openWindows } from './open';
import type { LateOutput, LocalContext } from './pipeline';
import type { Clock } from './row-operator';
import { type GroupWork, Sessions } from './sessions';
import { Slices } from './slices';
import { support } from './support';
import { type Consumer, OutputBuilder } from './timed';
import { type Placed, WindowResult } from './window-result';

interface WindowState {
  readonly progress: number;
  readonly watermark: number;
  readonly windowsFired: number;
  readonly keys: GroupKeysState;
  readonly frames: unknown;
  readonly rowsIn: number;
  readonly rowsOut: number;
}

type Emit = (w: Groups, order: readonly number[], watermark: number) => void;

export class WindowAggregation implements Terminal {
  readonly input: PlanNode;
  // The generated code reads and writes what follows by name.
  readonly groupKeys: GroupKeys;
  readonly out: OutputBuilder;
  readonly lateRows: OutputBuilder;
  readonly frames: Frames;
  /** The watermark, or of windows over processing time the clock: what has fired windows so far. */
  progress = Number.NEGATIVE_INFINITY;
  windowsFired = 0;
  rowsIn = 0;
  rowsOut = 0;

  watermark = Number.NEGATIVE_INFINITY;
  /** Absent where rows are grouped by the bounds of a window that they come with. */
  private readonly windowNode: WindowTableNode | undefined;
  /** Where rows come once for each of their windows. */
  private readonly isOfRows: boolean;
  readonly isByClock: boolean;
  private readonly aggregates = new Map<ExprNode, Placed>();
  private readonly slots: { slot: Slot; init: () => unknown }[] = [];
  private readonly emitWindow: Emit;
  private readonly output: Consumer;
  private readonly late: LateOutput | undefined;

  constructor(
    private readonly node: GroupAggregateNode,
    context: LocalContext,
  ) {
    const [input] = node.inputs as [PlanNode];
    this.windowNode = isWindowTable(input) ? input : undefined;
    this.isOfRows = !this.windowNode || this.windowNode.window.shifted === true;
    this.input = this.isOfRows ? input : (input.inputs[0] as PlanNode);
    this.isByClock = this.windowNode !== undefined && !this.windowNode.split;
    this.output = context.output(node);
    this.late = context.late(this.isOfRows ? undefined : this.windowNode?.split && this.windowNode, this);
    this.groupKeys = new GroupKeys(node.keys, node.sets);
    this.out = new OutputBuilder(node.schema);
    this.lateRows = new OutputBuilder(this.input.schema);
    for (const column of [...Object.values(node.columns), ...(node.having ? [node.having] : [])]) this.collect(column);
    const work: GroupWork = {
      create: (end) => this.groups(end),
      add: (w, key) => this.add(w, key),
      renew: (w, g, key) => this.renew(w, g, key),
      mergeGroup: this.compileMerge(),
    };
    const { slicing, gap } = this.windowNode?.window ?? {};
    this.frames =
      gap === undefined
        ? new Slices(
            this.isOfRows ? { ...BY_END, ...(slicing && { start: slicing.start }) } : (slicing as Slicing),
            work.create,
            (into, from) => this.merge(into, from, work),
            this.isByClock,
          )
        : new Sessions(gap, work);
    this.emitWindow = this.compileEmit(context.clock);
  }

  row(loop: Loop): void {
    const { windowNode, input, node } = this;
    // Expressions were written over the windowed relation, which has its input's columns under another id.
    for (const [name, type] of Object.entries(this.isOfRows ? {} : input.schema))
      loop.alias((windowNode as PlanNode).id, name, { op: 'column', table: input.id, name, type });
    const slots = this.slots.map((_, j) => `s${j}`);
    const reload = slots.map((s, j) => `${s} = w.slots[${j}];`).join(' ');
    loop.prepare(`let now = op.progress, end = NaN, w${slots.map((s) => `, ${s}`).join('')};`);
    // A window over processing time is over when the clock is at its end.
    loop.emit(`const wm = ${this.isByClock ? 'clock.now - 1' : 'W[i]'};`);
    loop.emit('if (wm > now) { now = wm; if (wm >= op.frames.nextFire) { op.advance(wm); end = NaN; } }');
    // Another aggregate over the same window has taken the same late rows.
    const keep = this.late ? loop.append('op.lateRows', input, 'wm') : '';
    for (const line of this.frames.enter(this.time(loop), keep, reload)) loop.emit(line);
    const { id, schema } = node.inputs[0] as PlanNode;
    const key = this.groupKeys.of(loop, id, schema);
    const aggregates = [...this.aggregates.values()].map(({ bound, slots }) => {
      const inputs = bound.inputs.map((input) => loop.local(loop.compile(input)));
      return bound.accumulate(
        slots.map((s) => `${s}[g]`),
        inputs,
      );
    });
    const group = [`const key = ${key};`, this.frames.place(reload), ...aggregates].join('\n');
    loop.emit(node.sets ? `for (let set = 0; set < ${node.sets.length}; set++) { ${group} }` : group);
  }

  afterBatch(rows: number): void {
    this.rowsIn += rows;
    this.flush();
    if (!this.late) return;
    const { output, counter } = this.late;
    const late = this.lateRows.length;
    counter.late += late;
    counter.onTime += rows - late;
    this.lateRows.flush(output);
  }

  onWatermark(watermark: number): void {
    if (!this.isByClock) this.rise(watermark);
    if (watermark > this.watermark) this.watermark = watermark;
    this.flush();
    this.output.onWatermark(watermark);
    this.late?.output.onWatermark(watermark);
  }

  onIdle(isIdle: boolean): void {
    this.output.onIdle(isIdle);
    this.late?.output.onIdle(isIdle);
  }

  onClock(now: number): void {
    if (!this.isByClock) return;
    this.rise(now - 1);
    this.flush();
  }

  /** What snapshots keep of it. */
  get state(): WindowState {
    const { progress, watermark, windowsFired, groupKeys, frames, rowsIn, rowsOut } = this;
    return { progress, watermark, windowsFired, keys: groupKeys.state, frames: frames.state, rowsIn, rowsOut };
  }

  set state({ keys, frames, ...state }: WindowState) {
    Object.assign(this, state);
    this.groupKeys.state = keys;
    this.frames.state = frames;
  }

  /** The windows that have rows and have not fired. */
  open(): Open[] {
    const { name, slicing } = this.windowNode?.window ?? {};
    const size = slicing?.cumulates ? undefined : slicing?.size;
    const windows = openWindows(this.frames.open(), { ...(name && { name }), size });
    return this.isByClock ? windows.map((one) => ({ ...one, until: one.until + 1, isByClock: true })) : windows;
  }

  /** Fires every window that has been passed, in the order of their ends. */
  advance(progress: number): void {
    for (const { groups, order } of this.frames.due(progress)) {
      this.emitWindow(groups, order, this.isByClock ? this.watermark : this.progress);
      this.windowsFired++;
    }
    this.progress = progress;
  }

  private flush(): void {
    this.rowsOut += this.out.length;
    this.out.flush(this.output);
  }

  private rise(progress: number): void {
    if (progress >= this.frames.nextFire) this.advance(progress);
    if (progress > this.progress) this.progress = progress;
  }

  /** Code of what tells a row's window: its time, or the end of the window that it comes with. */
  private time(loop: Loop): string {
    const { id, schema } = this.input;
    let name = this.windowNode?.column;
    if (this.isOfRows)
      name = this.windowNode ? 'window_end' : this.node.keys.find((key) => schema[key]?.role === 'window_end');
    else if (this.isByClock) return 'clock.now';
    return loop.compile({ op: 'column', table: id, name: name as string, type: schema[name as string] as AnyType })
      .value;
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
    return Math.max(64, this.groupKeys.known * 2);
  }

  private collect(node: ExprNode): void {
    if (node.op === 'aggregate' && lacks(node, []) === undefined) {
      if (this.aggregates.has(node)) return;
      const bound = boundAggregate(node);
      const slots = bound.slots.map((slot) => {
        const init = new Function('$', `"use strict"; return () => ${slot.init};`)(support) as () => unknown;
        return `s${this.slots.push({ slot, init }) - 1}`;
      });
      this.aggregates.set(node, { bound, slots });
    } else if (node.op === 'call') {
      for (const arg of node.args) this.collect(arg);
    }
  }

  /** The code that takes one group into another. */
  private compileMerge(): GroupWork['mergeGroup'] {
    let next = 0;
    const body = [...this.aggregates.values()].map(({ bound, slots }) => {
      const own = slots.map(() => next++);
      return bound.merge(
        own.map((j) => `into.slots[${j}][g]`),
        own.map((j) => `from.slots[${j}][h]`),
      );
    });
    return new Function('$', ['"use strict"; return function (into, g, from, h) {', ...body, '}'].join('\n'))(support);
  }

  private compileEmit(clock: Clock): Emit {
    const { columns, having } = this.node;
    const [start, end] = [this.frames.start('g', 'w'), this.frames.end('g', 'w')];
    const time = this.isByClock ? 'clock.now' : `(${end} - 1)`;
    const result = new WindowResult({
      keys: this.groupKeys,
      bounds: this.windowNode ? { window_start: start, window_end: end, window_time: time } : {},
      aggregates: this.aggregates,
    });
    const body = result.code(Object.values(columns), having, this.slots.length);
    const code = ['"use strict"; return function (w, order, watermark) {', ...body, '}'].join('\n');
    return new Function('$', 'op', 'clock', code)(support, this, clock);
  }
}

/** Rows that come with their windows: each window is a slice, known by its end. */
const BY_END: Slicing = {
  size: 1,
  step: 1,
  sliceOf: (end) => end,
  lastWindow: (end) => end,
  start: () => 'NaN',
};

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
