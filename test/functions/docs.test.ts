/** What is written of functions, and what is known of them in three places: types, run time and the exports. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { BUILT_INS } from '../../scripts/built-ins';
import { exported, isUpToDate } from '../../scripts/functions';
import { caseFiles } from './run';

it('docs/functions.md is up to date: npm run docs:functions', () => {
  expect(isUpToDate()).toBe(true);
});

it('every exported function stands in the table', () => {
  const listed = new Set(Object.values(BUILT_INS).flatMap((group) => group.map(({ flink, name }) => name ?? flink)));
  const missing = [...exported().keys()].filter((name) => !listed.has(name.replace(/ TO$/, '')));
  expect(missing).toEqual([]);
});

describe('the type that the compiler gives a case is the one it has at run time', () => {
  const root = resolve(__dirname, '..', '..');
  const files = caseFiles();
  const config = ts.parseConfigFileTextToJson('tsconfig.json', readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, root);
  const program = ts.createProgram(
    files.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();

  it.each(files.map((file) => [file.file.slice(root.length), file] as const))('%s', (_, { file, cases }) => {
    const source = program.getSourceFile(file) as ts.SourceFile;
    let list: ts.ArrayLiteralExpression | undefined;
    const find = (node: ts.Node): void => {
      if (list) return;
      if (ts.isArrowFunction(node)) {
        const body = ts.isParenthesizedExpression(node.body) ? node.body.expression : node.body;
        if (ts.isArrayLiteralExpression(body)) list = body;
      }
      ts.forEachChild(node, find);
    };
    find(source);
    const typed = (list as unknown as ts.ArrayLiteralExpression).elements.map((element, i) => {
      const expr = (element as ts.ArrayLiteralExpression).elements[0] as ts.Expression;
      return `${i}: ${spelled(checker.getTypeAtLocation(expr), expr)}`;
    });
    expect(typed).toEqual(cases.map(([{ type }], i) => `${i}: ${type.kind}${type.isNullable ? '' : ' NOT NULL'}`));
  });

  function spelled(expr: ts.Type, at: ts.Node): string {
    const property = (of: ts.Type, name: string): ts.Type =>
      checker.getTypeOfSymbolAtLocation(checker.getPropertyOfType(of, name) as ts.Symbol, at);
    const type = property(expr, 'type');
    const kind = property(type, 'kind') as ts.StringLiteralType;
    return `${kind.value}${checker.typeToString(property(type, 'isNullable')) === 'false' ? ' NOT NULL' : ''}`;
  }
});
