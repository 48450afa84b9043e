import type { History } from '../history';
import { type ConnectionState, connect } from './connection';
import { byId } from './dom';
import { showConnection, showJob, showStatus, showWaiting } from './header';
import { ProblemsDialog } from './problems';
import { SinkView } from './sink';

const results = byId('results');
const waiting = byId('waiting');
const problems = new ProblemsDialog();
let views: SinkView[] = [];
let history: History | undefined;
let state: ConnectionState = 'connecting';
let frame = 0;

/** At most once per frame of the screen, and not at all while the page is hidden. */
function changed(): void {
  if (frame === 0) frame = requestAnimationFrame(render);
}

function render(): void {
  frame = 0;
  showConnection(state, history?.status?.paused ?? false);
  if (!history) return;
  if (history.job) showJob(history.job);
  if (history.status) showStatus(history.status);
  problems.show(history.problems);
  showSinks(history);
}

function showSinks(from: History): void {
  const sinks = [...from.sinks.values()];
  waiting.hidden = sinks.some(({ total }) => total > 0);
  if (!waiting.hidden) showWaiting(from.job, from.status);
  const current = sinks.map((sink) => views.find((view) => view.sink === sink) ?? new SinkView(sink, changed));
  const gone = views.filter((view) => !current.includes(view));
  if (gone.length > 0 || current.length !== views.length) {
    // A sink that comes again after a reconnection takes over what its reader had typed and chosen.
    for (const view of current) gone.find(({ sink }) => sink.sink === view.sink.sink)?.handOver(view);
    for (const view of gone) view.destroy();
    results.append(...current.map((view) => view.root));
    views = current;
  }
  for (const view of views) view.render();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const view of views) view.redraw();
});

connect({
  history(restored) {
    history = restored;
    changed();
  },
  change: changed,
  state(now) {
    state = now;
    changed();
  },
});
