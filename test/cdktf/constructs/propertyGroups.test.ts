import { checkPropertyGroups } from '../../../cdktf/constructs/propertyGroups';

const group = (PropertyGroupId: string, PropertyMap: Record<string, string> = { a: 'b' }) => ({
  PropertyGroupId,
  PropertyMap,
});
const check =
  (...groups: ReturnType<typeof group>[]) =>
  () =>
    checkPropertyGroups('app', groups);

test('what the service takes passes', () => {
  expect(check(group('table.a_B-1'), group('x'.repeat(50)), group('t', { k: `\${TfToken[TOKEN.1]}` }))).not.toThrow();
  expect(check(...Array.from({ length: 50 }, (_, i) => group(`g${i}`)))).not.toThrow();
});

test('51 groups are one too many', () => {
  expect(check(...Array.from({ length: 51 }, (_, i) => group(`g${i}`)))).toThrow(
    'application app: 51 property groups; Managed Flink takes at most 50',
  );
});

test.each(['', 'x'.repeat(51), 'table/a', 'tablé', 'a b'])('id %p is refused', (id) => {
  expect(check(group(id))).toThrow(/an id is 1–50 characters/);
});

test('the same id twice, and values that are empty or too long, are refused', () => {
  expect(check(group('a'), group('a'))).toThrow('property group a is given twice');
  expect(check(group('a', { k: '' }))).toThrow('the value of k has 0 characters');
  expect(check(group('a', { k: 'v'.repeat(2_049) }))).toThrow('the value of k has 2049 characters');
});
