/** Mistakes with functions that must not compile, each with the sentence that a person reads. */
export const MISTAKES: Record<string, { code: string; says: string }> = {
  'a number where a text is taken': {
    code: `import { trim } from 'millrace'; events.select((e) => ({ x: trim(e.value) }));`,
    says: 'TRIM of a DOUBLE is not supported',
  },
  'the hour of a text': {
    code: `import { hour } from 'millrace'; events.select((e) => ({ x: hour(e.name) }));`,
    says: 'HOUR of a STRING is not supported',
  },
  'a pattern for a number': {
    code: `events.where((e) => e.size.like('1%'));`,
    says: 'INT LIKE is not supported: it is no text',
  },
  'a cast that Flink does not have': {
    code: `events.select((e) => ({ x: e.value.cast(t.timestamp) }));`,
    says: 'Flink cannot cast DOUBLE to TIMESTAMP',
  },
  'branches of two types': {
    code: `import { caseWhen } from 'millrace'; events.select((e) => ({ x: caseWhen(e.flag, e.size).otherwise(e.name) }));`,
    says: 'CASE of INT and STRING: give both the same type',
  },
  'a condition that is none': {
    code: `import { caseWhen } from 'millrace'; events.select((e) => ({ x: caseWhen(e.size, 'a') }));`,
    says: 'WHEN needs a condition: this is not BOOLEAN',
  },
  'the last value of an aggregate': {
    code: `import { lastValue } from 'millrace'; metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: lastValue(sum(m.value)) }));`,
    says: 'an aggregate cannot be the argument of another',
  },
  'the first value of a time': {
    code: `import { firstValue } from 'millrace'; metrics.tumble('at', { size: minutes(1) }).groupBy('name').select((m) => ({ x: firstValue(m.at) }));`,
    says: 'FIRST_VALUE of a TIMESTAMP is not supported',
  },
  'another argument than a function of a user takes': {
    code: `import { scalarFunction } from 'millrace'; const f = scalarFunction({ name: 'f', class: 'F', args: [t.string], returns: t.int }); events.select((e) => ({ x: f(e.size) }));`,
    says: 'this argument is STRING, not INT',
  },
};
