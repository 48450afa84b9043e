import { javaDouble, javaFloat } from '../../../runtime/functions/support/java-text';

it.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [0.001, '0.001'],
  [1e-4, '1.0E-4'],
  [9999999, '9999999.0'],
  [1e7, '1.0E7'],
  [2e23, '1.9999999999999998E23'],
  [5e-324, '4.9E-324'],
  [1.7976931348623157e308, '1.7976931348623157E308'],
  [87513963413554192, '8.7513963413554192E16'],
  [1e23, '9.999999999999999E22'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Infinity'],
])('%s is %s as a double of Java', (value, text) => {
  expect(javaDouble(value)).toBe(text);
});

it.each([
  [1.4e-45, '1.4E-45'],
  [0.1, '0.1'],
  [3.4028234663852886e38, '3.4028235E38'],
  [-6.9528692e25, '-6.9528692E25'],
  [3.4965808e7, '3.4965808E7'],
])('%s is %s as a float of Java', (value, text) => {
  expect(javaFloat(Math.fround(value))).toBe(text);
});
