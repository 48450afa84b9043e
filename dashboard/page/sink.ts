/** One sink's results: a chart per series, with a filter, and a table of the newest rows. */
import type { SinkHistory } from '../history';
import { Card, type Span } from './card';
import { element, setText } from './dom';
import { RowsTable } from './table';

/** More charts than this nobody reads at once; the filter finds the others. */
const CARDS = 24;
const order = new Intl.Collator('en', { numeric: true }).compare;

export class SinkView {
  readonly root: HTMLElement;
  private readonly filter: HTMLInputElement;
  private readonly choice: HTMLSelectElement;
  private readonly summary = element('p', { class: 'muted summary', role: 'status' });
  private readonly grid = element('ul', { class: 'cards' });
  private readonly table: RowsTable;
  private readonly span: { from: number; to: number } = { from: 0, to: 0 };
  private cards = new Map<string, Card>();

  constructor(
    readonly sink: SinkHistory,
    changed: () => void,
  ) {
    const { columns, shape } = sink;
    this.table = new RowsTable(sink);
    this.filter = element('input', { type: 'search', placeholder: 'Filter series', autocomplete: 'off' });
    this.filter.setAttribute('aria-label', `Filter the series of ${sink.sink}`);
    this.choice = element('select', { 'aria-label': 'Value in the charts' });
    shape.values.forEach((column, index) => {
      this.choice.append(element('option', { value: String(index) }, columns[column]?.name ?? ''));
    });
    for (const control of [this.filter, this.choice]) control.addEventListener('input', changed);
    this.choice.hidden = shape.values.length < 2;
    this.filter.hidden = shape.names.length === 0;
    const charts = shape.time >= 0 && shape.values.length > 0;
    const controls = element('div', { class: 'controls' }, this.summary, this.choice, this.filter);
    const head = element('div', { class: 'section-head' }, element('h2', {}, sink.sink));
    this.root = element('section', { class: 'sink' }, head);
    this.root.setAttribute('aria-label', `Results of ${sink.sink}`);
    if (charts) {
      head.append(controls);
      this.root.append(this.grid);
    }
    this.root.append(this.table.root);
  }

  render(): void {
    this.renderCards();
    this.table.render();
  }

  redraw(): void {
    for (const card of this.cards.values()) card.redraw();
  }

  destroy(): void {
    for (const card of this.cards.values()) card.destroy();
    this.root.remove();
  }

  /** Gives what a person has set in this view to the one that replaces it. */
  handOver(next: SinkView): void {
    next.filter.value = this.filter.value;
    if (this.choice.selectedIndex < next.choice.options.length) next.choice.selectedIndex = this.choice.selectedIndex;
  }

  private renderCards(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    const names = [...this.sink.series.keys()].sort(order);
    const matching = names.filter((name) => name.toLowerCase().includes(wanted));
    const shown = matching.slice(0, CARDS);
    const total = `${names.length} series`;
    const some = wanted === '' ? total : `${matching.length} of ${total}`;
    setText(this.summary, shown.length < matching.length ? `First ${CARDS} of ${some}` : some);
    this.arrange(shown);
    this.spanAll();
    const value = Math.max(0, this.choice.selectedIndex);
    for (const [name, card] of this.cards) {
      const series = this.sink.series.get(name);
      if (series) card.render(series, value);
    }
  }

  private arrange(shown: readonly string[]): void {
    const before = [...this.cards.keys()];
    if (shown.length === before.length && shown.every((name, index) => name === before[index])) return;
    const cards = new Map(
      shown.map((name) => [name, this.cards.get(name) ?? new Card(name || this.sink.sink, this.span)]),
    );
    for (const [name, card] of this.cards) if (!cards.has(name)) card.destroy();
    this.cards = cards;
    this.grid.replaceChildren(...[...cards.values()].map((card) => card.root));
  }

  /** All charts of a sink share their time axis, so that what happened at the same time stands in the same place. */
  private spanAll(): void {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const name of this.cards.keys()) {
      const points = this.sink.series.get(name)?.points ?? [];
      from = Math.min(from, points[0]?.[0] ?? from);
      to = Math.max(to, points.at(-1)?.[0] ?? to);
    }
    const span: Span = from < to ? { from, to } : { from: from - 30_000, to: to + 30_000 };
    Object.assign(this.span, span);
  }
}
