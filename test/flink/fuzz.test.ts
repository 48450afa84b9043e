/** Identifiers and literals: nothing that is written in them is taken for SQL, and texts come back byte for byte. */
import { lit, source, t } from 'millrace';
import { identifier } from '../../runtime/sql/identifiers';
import { characterLiteral } from '../../runtime/sql/literals';
import { tryNasty } from './nasty';
import { useFlink } from './oracle';

const flink = useFlink();

it('20,000 names and 20,000 texts come through Flink as they are', async () => {
  const { cases, refused, statements } = await tryNasty(flink(), 1, 20_000);
  expect(cases).toBe(20_000);
  expect(statements).toBe(Math.ceil(cases / 300) * 12);
  // What is refused is there among them, and for each reason.
  expect(Object.keys(refused).sort()).toEqual([
    'name: INVALID_IDENTIFIER, a control',
    'name: INVALID_IDENTIFIER, blank',
    'name: INVALID_IDENTIFIER, half a pair',
    'name: INVALID_IDENTIFIER, too long',
    'text: INVALID_LITERAL, half a pair',
  ]);
}, 600_000);

it('what Flink could not take is refused with its reason', () => {
  expect(() => identifier('')).toThrow('"" cannot be a name in SQL: it is blank');
  expect(() => identifier('\u3000 ')).toThrow('is blank');
  expect(() => identifier('a\nb')).toThrow('"a\\nb" cannot be a name in SQL: it has a control character');
  expect(() => identifier('a\u202eb')).toThrow('has a control character');
  expect(() => identifier('a\ud800')).toThrow('has half of a surrogate pair');
  expect(() => identifier('n'.repeat(257))).toThrow('it has 257 characters\n  Flink takes 256.');
  expect(identifier('n'.repeat(256))).toHaveLength(258);
  expect(() => source('s', { ['n'.repeat(10_000)]: t.string })).toThrow('it has 10000 characters');
  expect(() => lit('a\ud800', t.string)).toThrow('"a\\ud800" is not of type STRING NOT NULL');
  expect(() => characterLiteral('\udc00')).toThrow('half of a surrogate pair');
});

it('a text that would turn the writing of a script round is spelled out', () => {
  expect(characterLiteral("a\u202e\u200f'\\b")).toBe("U&'a\\202e\\200f''\\\\b'");
});
