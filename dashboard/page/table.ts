/** The newest result rows of a sink, the latest on top. */
import { LIMITS, type SinkHistory } from '../history';
import type { Cell, Column } from '../protocol';
import { element } from './dom';
import { cell } from './format';

export class RowsTable {
  readonly root: HTMLElement;
  // On a narrow screen rows become blocks; the roles keep them a table for those who don't see it.
  private readonly body = element('tbody', { role: 'rowgroup' });
  private shown = 0;

  constructor(private readonly sink: SinkHistory) {
    const heads = sink.columns.map((column) =>
      element('th', { role: 'columnheader', scope: 'col', class: alignment(column) }, column.name),
    );
    const caption = element('caption', {}, `Newest ${sink.shape.time >= 0 ? 'windows' : 'rows'}`);
    const head = element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads));
    const table = element('table', { role: 'table' }, caption, head, this.body);
    // Scrolls by keyboard as well, for which it has to take the focus, for which it needs a name.
    this.root = element('div', { class: 'panel rows', tabindex: '0', role: 'region' }, table);
    this.root.setAttribute('aria-label', `Newest rows of ${sink.sink}`);
  }

  render(): void {
    const added = Math.min(this.sink.total - this.shown, this.sink.newest.length);
    if (added <= 0) return;
    // Rows that were there when the page opened are no news.
    const first = this.shown === 0;
    this.shown = this.sink.total;
    const rows = this.sink.newest.slice(0, added).map((row) => this.row(row, first ? '' : 'new'));
    this.body.prepend(...rows);
    while (this.body.rows.length > LIMITS.rows) this.body.deleteRow(-1);
  }

  private row(row: readonly Cell[], name: string): HTMLElement {
    const cells = this.sink.columns.map((column, index) => {
      const value = row[index] ?? null;
      const attributes = { role: 'cell', class: alignment(column), 'data-label': column.name };
      const made = element('td', attributes, cell(value, column.kind));
      if (typeof value === 'number' && column.kind === 'DOUBLE') made.title = String(value);
      return made;
    });
    return element('tr', { role: 'row', class: name }, ...cells);
  }
}

const alignment = ({ kind }: Column): string =>
  kind === 'DOUBLE' || kind === 'INT' || kind === 'BIGINT' ? 'number' : kind.toLowerCase();
