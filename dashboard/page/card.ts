/** A small chart of one series with its latest value. */
import uPlot from 'uplot';
import type { Series } from '../history';
import { MARGIN, timeTicks } from './axis';
import { element, setText } from './dom';
import { clock, day, minute, monthDay, short, tick } from './format';

export interface Span {
  readonly from: number;
  readonly to: number;
}

const HEIGHT = 132;

export class Card {
  readonly root: HTMLElement;
  private readonly latest = element('span', { class: 'latest' });
  private readonly range = element('span', { class: 'range' });
  private readonly when = element('span', { class: 'when' });
  private readonly figure: HTMLElement;
  private readonly resizes: ResizeObserver;
  private chart: uPlot | undefined;
  private times: number[] = [];
  private values: (number | null)[] = [];
  private drawn = '';

  constructor(
    private readonly name: string,
    private readonly span: Span,
  ) {
    const heading = element('h3', { title: name }, name);
    this.figure = element('div', { class: 'chart', role: 'img' });
    this.root = element(
      'li',
      { class: 'card' },
      heading,
      element(
        'div',
        { class: 'card-head' },
        this.latest,
        element('div', { class: 'card-notes muted' }, this.when, this.range),
      ),
      this.figure,
    );
    this.resizes = new ResizeObserver(([entry]) => this.resize(Math.floor(entry?.contentRect.width ?? 0)));
    this.resizes.observe(this.figure);
  }

  render(series: Series, column: number): void {
    const drawn = `${series.version} ${column} ${this.span.from} ${this.span.to}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.times = series.points.map(([time]) => time);
    this.values = series.points.map((point) => point[column + 1] ?? null);
    this.describe();
    this.chart?.setData([this.times, this.values]);
  }

  redraw(): void {
    this.chart?.redraw(false);
  }

  destroy(): void {
    this.resizes.disconnect();
    this.chart?.destroy();
    this.root.remove();
  }

  private describe(): void {
    const known = this.values.filter((value) => value !== null);
    const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const range = known.length > 0 ? `${short(low)} to ${short(high)}` : 'no values';
    setText(this.range, range);
    this.point(null);
    const last = this.values.at(-1) ?? null;
    this.figure.setAttribute(
      'aria-label',
      `${this.name}: latest ${last === null ? 'none' : short(last)}, ${range} in ${this.times.length} results`,
    );
  }

  /** Shows the point under the pointer, or the latest one. */
  private point(index: number | null | undefined): void {
    const at = index ?? this.times.length - 1;
    const time = this.times[at];
    const value = this.values[at] ?? null;
    setText(this.latest, value === null ? '–' : short(value));
    setText(this.when, time === undefined ? '' : clock(time));
    this.when.title = time === undefined ? '' : `${day(time)} ${clock(time)} UTC`;
    this.root.classList.toggle('pointed', index !== null && index !== undefined);
  }

  private resize(width: number): void {
    if (width <= 0) return;
    if (this.chart) this.chart.setSize({ width, height: HEIGHT });
    else this.chart = new uPlot(this.options(width), [this.times, this.values], this.figure);
  }

  private options(width: number): uPlot.Options {
    // Asked anew at each drawing, so that a change of colour scheme needs no new chart.
    const colour = (name: string) => (): string => getComputedStyle(this.root).getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      font: '11px system-ui, sans-serif',
      ticks: { show: false },
    };
    return {
      width,
      height: HEIGHT,
      padding: [8, MARGIN, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: 'time', scales: ['x', null] },
        points: { size: 7 },
      },
      scales: {
        x: { time: false, range: () => [this.span.from, this.span.to] },
        y: { range: (_chart, low, high) => padded(low, high) },
      },
      axes: [
        {
          ...axis,
          size: 24,
          gap: 6,
          grid: { show: false },
          splits: (chart) => timeTicks(this.span.from, this.span.to, chart.bbox.width / devicePixelRatio),
          values: (_chart, splits) => splits.map((at) => timeLabel(at, (splits[1] ?? at + 60_000) - (splits[0] ?? at))),
        },
        {
          ...axis,
          size: 46,
          gap: 6,
          space: 26,
          grid: { stroke: colour('--line'), width: 1 },
          values: (_chart, splits) => splits.map((at) => tick(at, (splits[1] ?? at + 1) - (splits[0] ?? at))),
        },
      ],
      series: [
        {},
        {
          stroke: colour('--accent'),
          fill: colour('--accent-wash'),
          width: 1.75,
          spanGaps: false,
          points: { show: (chart) => (chart.data[0]?.length ?? 0) < 12, size: 5, fill: colour('--accent') },
        },
      ],
      hooks: { setCursor: [(chart) => this.point(chart.cursor.idx)] },
    };
  }
}

function timeLabel(at: number, step: number): string {
  if (step >= 86_400_000) return monthDay(at);
  return step >= 60_000 ? minute(at) : clock(at);
}

/** Some air above and below; a series that is never negative doesn't get an axis that is. */
function padded(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const air = high > low ? (high - low) * 0.12 : Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}
