import { count, minutes, seconds, source, t } from 'millrace';

const clicks = source('clicks', { user: t.string, page: t.string, at: t.timestamp }).watermark('at', seconds(5));

describe('windows refuse', () => {
  it('lengths that are not positive, or no multiples', () => {
    expect(() => clicks.hop('at', { slide: seconds(7), size: minutes(1) })).toThrow(
      "a hopping window's size must be a multiple of its slide: 1 min is none of 7 s",
    );
    expect(() => clicks.hop('at', { slide: seconds(0), size: minutes(1) })).toThrow('slide must be positive, not 0 ms');
    expect(() => clicks.cumulate('at', { step: minutes(2), size: minutes(1) })).toThrow('a multiple of its step');
    expect(() => clicks.session('at', { gap: seconds(-1), partitionBy: ['user'] })).toThrow('gap must be positive');
  });

  it('sessions without keys, with unknown ones, and grouped by others: Flink would make another query of it', () => {
    expect(() => clicks.session('at', { gap: minutes(1), partitionBy: [] as never })).toThrow('needs partition keys');
    expect(() => clicks.session('at', { gap: minutes(1), partitionBy: ['usr' as 'user'] })).toThrow(
      'session: there is no column usr',
    );
    const sessions = clicks.session('at', { gap: minutes(1), partitionBy: ['user'] });
    expect(() => sessions.groupBy('user', 'page')).toThrow(
      "groupBy user, page: a session window is grouped by its partition keys, user\n  Call .groupBy('user').",
    );
    expect(() => sessions.groupBy()).toThrow('grouped by its partition keys, user');
    expect(() => sessions.groupBy('user').select((c) => ({ user: c.user, n: count() }))).not.toThrow();
  });
});
