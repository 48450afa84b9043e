/** Smaller cases: fewer records, operators and columns, and expressions that are parts of the ones there were. */
import { type Case, isValid } from './case';
import { usedOnly } from './draw/arbitrary';
import type { Term } from './term';

/** Candidates that the language takes, the boldest first. */
export function* shrunk(of: Case): Generator<Case, void> {
  for (const candidate of candidates(of)) {
    if (isValid(candidate)) yield candidate;
  }
}

function* candidates(of: Case): Generator<Case, void> {
  yield* fewerRelations(of);
  yield* fewerRecords(of);
  for (const [name, term] of Object.entries(of.relations)) {
    for (const smaller of smallerTerms(term))
      yield usedOnly({ ...of, relations: { ...of.relations, [name]: smaller } });
  }
}

/** One relation in the place of another that is made of it. */
function* fewerRelations(of: Case): Generator<Case, void> {
  const names = Object.keys(of.relations);
  for (const [i, name] of names.entries()) {
    for (const other of names.slice(0, i)) {
      const relations = Object.fromEntries(
        Object.entries(of.relations)
          .filter(([one]) => one !== name)
          .map(([one, term]) => [
            one,
            JSON.parse(JSON.stringify(term).replaceAll(`{"ref":"${name}"}`, `{"ref":"${other}"}`)) as Term,
          ]),
      );
      const outputs = of.outputs.map((one) => (one === name ? other : one));
      yield usedOnly({ ...of, relations, outputs });
    }
  }
}

function* fewerRecords(of: Case): Generator<Case, void> {
  for (const [table, lines] of Object.entries(of.records)) {
    for (let size = lines.length; size >= 1; size = size >> 1) {
      for (let at = 0; at < lines.length; at += size) {
        yield { ...of, records: { ...of.records, [table]: [...lines.slice(0, at), ...lines.slice(at + size)] } };
      }
    }
  }
}

/** The term with one part of it less, or a part of a part in that part's place. */
function* smallerTerms(term: Term): Generator<Term, void> {
  if ('fields' in term) {
    const entries = Object.entries(term.fields);
    for (const [i] of entries.entries()) yield { fields: Object.fromEntries(entries.filter((_, j) => j !== i)) };
    for (const [i, [name, of]] of entries.entries())
      for (const smaller of smallerTerms(of)) yield { fields: Object.fromEntries(entries.with(i, [name, smaller])) };
  } else if ('list' in term) {
    for (const [i] of term.list.entries()) yield { list: term.list.filter((_, j) => j !== i) };
    for (const list of smallerIn(term.list)) yield { list };
  } else if ('lambda' in term) {
    for (const body of smallerTerms(term.body)) yield { ...term, body };
  } else if ('call' in term) {
    for (const arg of term.args) if (isExpression(arg)) yield arg;
    for (const args of smallerIn(term.args)) yield { ...term, args };
  } else if ('method' in term) {
    yield term.of;
    for (const arg of term.args) if (isExpression(arg)) yield arg;
    for (const of of smallerTerms(term.of)) yield { ...term, of };
    for (const args of smallerIn(term.args)) yield { ...term, args };
  }
}

const isExpression = (term: Term): boolean => !('js' in term || 'fields' in term || 'lambda' in term || 'list' in term);

function* smallerIn(terms: readonly Term[]): Generator<Term[], void> {
  for (const [i, one] of terms.entries()) for (const smaller of smallerTerms(one)) yield terms.with(i, smaller);
}
