/** The dialog that lists the latest records kept aside, of one kind. */
import type { ProblemUpdate } from '../protocol';
import { byId, element, setText } from './dom';
import { clock, day } from './format';

const ABOUT = {
  late: { title: 'Late records', note: 'They arrived after their window had closed, so no result counts them.' },
  malformed: { title: 'Malformed records', note: 'They could not be read as a row of the table.' },
  duplicates: { title: 'Repeated records', note: 'Their record id was there before, so no result counts them.' },
} as const;
export const PROBLEMS = ['late', 'malformed', 'duplicates'] as const;

export class ProblemsDialog {
  private kind: ProblemUpdate['kind'] = 'late';
  private problems: readonly ProblemUpdate[] = [];
  private readonly dialog = byId<HTMLDialogElement>('problems');

  constructor() {
    for (const kind of PROBLEMS) {
      byId(kind).addEventListener('click', () => {
        this.kind = kind;
        this.render();
        this.dialog.showModal();
      });
    }
    byId('problems-close').addEventListener('click', () => this.dialog.close());
    // The backdrop belongs to the dialog's box; everything else in it is a child.
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  show(problems: readonly ProblemUpdate[]): void {
    if (problems === this.problems) return;
    this.problems = problems;
    if (this.dialog.open) this.render();
  }

  private render(): void {
    const { title, note } = ABOUT[this.kind];
    const shown = this.problems.filter(({ kind }) => kind === this.kind);
    setText(byId('problems-title'), title);
    setText(
      byId('problems-note'),
      shown.length > 0 ? `${note} The latest first.` : `There are no ${title.toLowerCase()}.`,
    );
    byId('problems-list').replaceChildren(
      ...shown.map(({ at, reason, raw }) =>
        element(
          'li',
          {},
          element('div', { class: 'problem-head' }, element('strong', {}, reason), time(at)),
          element('code', {}, raw === '' ? '(empty)' : raw),
        ),
      ),
    );
  }
}

const time = (at: number): HTMLElement =>
  element('time', { class: 'muted', datetime: `${day(at)}T${clock(at)}Z` }, `${day(at)} ${clock(at)}`);
