/** The stream of events: keeps this page's history up to date, and itself connected. */
import { History } from '../history';
import type { Snapshot, Update } from '../protocol';

export type ConnectionState = 'connecting' | 'live' | 'lost';

const RETRY_MS = 2_000;

export function connect(on: { history(history: History): void; change(): void; state(state: ConnectionState): void }) {
  let history = new History();
  let build: string | undefined;

  const open = (): void => {
    const source = new EventSource('/events');
    source.addEventListener('snapshot', (event: MessageEvent<string>) => {
      const snapshot = JSON.parse(event.data) as Snapshot;
      // The pipeline was started again with a newer page than this one.
      if (build !== undefined && build !== snapshot.build) {
        location.reload();
        return;
      }
      build = snapshot.build;
      history = History.restore(snapshot);
      on.state('live');
      on.history(history);
    });
    source.addEventListener('batch', (event: MessageEvent<string>) => {
      for (const update of JSON.parse(event.data) as Update[]) history.apply(update);
      on.change();
    });
    source.addEventListener('error', () => {
      on.state('lost');
      // A browser tries again after a lost connection, but not after an answer that was no stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
    });
  };
  open();
}
