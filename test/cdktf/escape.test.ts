import { escapeAroundTokens, escapeTemplate, hasToken } from '../../cdktf/escape';

test('template sequences are doubled wherever they stand', () => {
  expect(escapeTemplate(`a \${b} %{c} $\${d} $ { 100% {`)).toBe(`a $\${b} %%{c} $$\${d} $ { 100% {`);
});

test('tokens stay tokens, what stands around them is escaped', () => {
  const token = `\${TfToken[TOKEN.7]}`;
  expect(escapeAroundTokens(`s3://${token}/\${x}/${token}`)).toBe(`s3://${token}/$\${x}/${token}`);
  expect(hasToken(`s3://${token}/`)).toBe(true);
  expect(hasToken(`\${x}`)).toBe(false);
});
