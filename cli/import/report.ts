/** What became of each construct of a script. */
import type { Place } from './tokens';

export type Outcome = 'done' | 'changed' | 'no counterpart';

export interface Entry {
  readonly line: number;
  readonly outcome: Outcome;
  /** As it is named in SQL. */
  readonly construct: string;
  /** What became of it, and how that differs. */
  readonly text: string;
}

export class Report {
  private readonly all: Entry[] = [];

  add(at: Place, outcome: Outcome, construct: string, text: string): void {
    const entry = { line: at.line, outcome, construct, text };
    const same = (e: Entry) => e.line === entry.line && e.construct === construct && e.text === text;
    if (!this.all.some(same)) this.all.push(entry);
  }

  /** In the order of the script. */
  get entries(): readonly Entry[] {
    return [...this.all].sort((a, b) => a.line - b.line);
  }

  count(outcome: Outcome): number {
    return this.all.filter((e) => e.outcome === outcome).length;
  }

  /** A line an entry: `line 4  changed         ROWTIME: …`. */
  toString(): string {
    const { entries } = this;
    const width = String(entries.at(-1)?.line ?? 0).length;
    const lines = entries.map(
      ({ line, outcome, construct, text }) =>
        `line ${String(line).padStart(width)}  ${outcome.padEnd('no counterpart'.length)}  ${construct}: ${text}`,
    );
    const sum = (['done', 'changed', 'no counterpart'] as const).map((o) => `${this.count(o)} ${o}`).join(', ');
    return `${[...lines, '', sum].join('\n')}\n`;
  }
}
