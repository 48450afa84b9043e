import { decimalSupport as $ } from '../../../runtime/functions/support/decimal';

const NINES = '9'.repeat(38);

it('adds and subtracts exactly, and gives NULL for what does not fit', () => {
  expect($.decimalAdd('1.50', '-2.755', 10, 3)).toBe('-1.255');
  expect($.decimalSubtract('0.00', '0.01', 3, 2)).toBe('-0.01');
  expect($.decimalAdd(NINES, '1', 38, 0)).toBeNull();
  expect($.decimalSubtract(`-${NINES}`, '-1', 38, 0)).toBe(`-${'9'.repeat(37)}8`);
});

it('rounds half up, away from zero', () => {
  expect($.decimalMultiply('0.05', '0.5', 4, 2)).toBe('0.03');
  expect($.decimalMultiply('-0.05', '0.5', 4, 2)).toBe('-0.03');
  expect($.decimalMultiply('0.04', '0.1', 4, 2)).toBe('0.00');
  expect($.decimalFit('-0.004', 4, 2)).toBe('0.00');
  expect($.decimalFit('99.995', 4, 2)).toBeNull();
});

it('divides to 38 digits first', () => {
  expect($.decimalDivide('1', '3', 38, 20)).toBe('0.33333333333333333333');
  expect($.decimalDivide('-2.00', '3', 10, 3)).toBe('-0.667');
  expect($.decimalDivide('0.00', '3', 10, 3)).toBe('0.000');
  // 0.45 less 5e-40 is 0.45 in 38 digits, and then 0.5.
  expect($.decimalDivide(`44${'9'.repeat(35)}5`, `${'9'.repeat(36)}89`, 10, 1)).toBe('0.5');
  expect(() => $.decimalDivide('1', '0.00', 10, 3)).toThrow('divided by zero');
});

it('takes remainders with the sign of the dividend', () => {
  expect($.decimalMod('-5.5', '3', 3, 1)).toBe('-2.5');
  expect($.decimalMod('5.5', '-3', 3, 1)).toBe('2.5');
  expect($.decimalMod('1000000000000000000000000000000', '0.0000000001', 20, 10)).toBe('0.0000000000');
  expect(() => $.decimalMod(NINES, '0.7', 10, 1)).toThrow('more than 38 digits');
});

it('compares by value, whatever the scales', () => {
  expect($.decimalCompare('1.0', '1.00')).toBe(0);
  expect($.decimalCompare('-1.01', '-1')).toBeLessThan(0);
  expect($.decimalCompare('10', '9.99')).toBeGreaterThan(0);
});
