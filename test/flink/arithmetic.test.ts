/** The type of what comes of every two numbers: Flink's, the language's at run time, and the compiler's. */
import { t } from 'millrace';
import { avgType, type Operation, resultType, sumType } from '../../runtime/types/numeric';
import type { AnyType } from '../../runtime/types/type';
import { compile } from '../types/compile';
import { answers } from './ask';
import { useFlink } from './oracle';

const flink = useFlink();

/** Nullable, as their columns are: a result of NULLs has a type, and no overflow. */
const TYPES: Readonly<Record<string, AnyType>> = {
  't.tinyint': t.tinyint,
  't.smallint': t.smallint,
  't.int': t.int,
  't.bigint': t.bigint,
  't.float': t.float,
  't.double': t.double,
  't.decimal(1, 0)': t.decimal(1),
  't.decimal(5, 5)': t.decimal(5, 5),
  't.decimal(10, 2)': t.decimal(10, 2),
  't.decimal(20, 10)': t.decimal(20, 10),
  't.decimal(38, 0)': t.decimal(38),
  't.decimal(38, 18)': t.decimal(38, 18),
  't.decimal(38, 38)': t.decimal(38, 38),
};
const OPERATIONS: Readonly<Record<Operation, (a: string, b: string) => string>> = {
  '+': (a, b) => `${a} + ${b}`,
  '-': (a, b) => `${a} - ${b}`,
  '*': (a, b) => `${a} * ${b}`,
  '/': (a, b) => `${a} / ${b}`,
  MOD: (a, b) => `MOD(${a}, ${b})`,
  CASE: (a, b) => `CASE WHEN ${a} > 0 THEN ${a} ELSE ${b} END`,
  COALESCE: (a, b) => `COALESCE(${a}, ${b})`,
};
const METHODS = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'dividedBy', MOD: 'mod' } as const;

const NAMES = Object.keys(TYPES);
const column = (name: string): string => `\`c${NAMES.indexOf(name)}\``;
const isApproximate = (name: string): boolean => name === 't.float' || name === 't.double';
const CASES = (Object.keys(OPERATIONS) as Operation[]).flatMap((operation) =>
  NAMES.flatMap((a) => NAMES.map((b) => ({ operation, a, b }))).filter(
    ({ a, b }) => operation !== 'MOD' || !(isApproximate(a) || isApproximate(b)),
  ),
);
const AGGREGATES = [
  { name: 'SUM', type: sumType },
  { name: 'AVG', type: avgType },
].flatMap(({ name, type }) => NAMES.map((of) => ({ name, of, expected: type(TYPES[of] as AnyType).kind })));

const expected = ({ operation, a, b }: (typeof CASES)[number]): string =>
  resultType(operation, TYPES[a] as AnyType, TYPES[b] as AnyType).kind;

it('is what Flink says', async () => {
  const types = await answers(
    flink(),
    CASES.map(({ operation, a, b }) => `TYPEOF(${OPERATIONS[operation](column(a), column(b))})`),
    NAMES.map((name) => TYPES[name]?.spec.sql as string),
  );
  const told = CASES.map((c, i) => `${c.a} ${c.operation} ${c.b}: ${types[i]}`);
  expect(CASES.map((c) => `${c.a} ${c.operation} ${c.b}: ${expected(c)}`)).toEqual(told);
}, 300_000);

it('is what Flink says of SUM and AVG', async () => {
  // TYPEOF does not take aggregates: a plan has their types.
  const sql = [
    `CREATE TEMPORARY TABLE \`numbers\` (${NAMES.map((name) => `${column(name)} ${TYPES[name]?.nullable().sql}`).join(', ')});`,
    `CREATE TEMPORARY TABLE \`answers\` (${AGGREGATES.map((a, i) => `\`a${i}\` ${a.expected}`).join(', ')}, \`k\` INT, PRIMARY KEY (\`k\`) NOT ENFORCED);`,
    'EXECUTE STATEMENT SET',
    'BEGIN',
    `INSERT INTO \`answers\` SELECT ${AGGREGATES.map((a) => `${a.name}(${column(a.of)})`).join(', ')}, 1 FROM \`numbers\`;`,
    'END;',
  ];
  const plan = await flink().compile(sql.join('\n'), [
    { PropertyGroupId: 'table.numbers', PropertyMap: { connector: 'datagen' } },
    { PropertyGroupId: 'table.answers', PropertyMap: { connector: 'blackhole' } },
  ]);
  const { nodes } = JSON.parse(plan) as { nodes: { type: string; outputType: string }[] };
  const aggregate = nodes.find(({ type }) => type.startsWith('stream-exec-group-aggregate'));
  const types = [...(aggregate?.outputType ?? '').matchAll(/`[^`]+` ([A-Z]+(?:\([^)]*\))?)/g)].map((match) => match[1]);
  expect(AGGREGATES.map((a, i) => `${a.name} ${a.of}: ${types[i]}`)).toEqual(
    AGGREGATES.map((a) => `${a.name} ${a.of}: ${a.expected}`),
  );
});

it('is what the compiler says', () => {
  const methods = CASES.flatMap((c) => {
    const method = METHODS[c.operation as keyof typeof METHODS];
    return method
      ? [`same<'${expected(c)}'>(kind(c[${NAMES.indexOf(c.a)}].${method}(c[${NAMES.indexOf(c.b)}])));`]
      : [`same<'${expected(c)}'>(of<Result<'${c.operation}', C[${NAMES.indexOf(c.a)}], C[${NAMES.indexOf(c.b)}]>>());`];
  });
  const aggregates = AGGREGATES.map(
    ({ name, of, expected }) =>
      `same<'${expected}'>(of<${name === 'SUM' ? 'Sum' : 'Avg'}Of<C[${NAMES.indexOf(of)}]>>());`,
  );
  const { all, wrong } = compile({
    all: `
      import type { Expression, Schema, SqlType, Stage, Table } from 'millrace';
      import type { AvgOf, Result, SumOf } from '../../runtime/types/numeric';
      type Kind<K> = [K] extends [never] ? 'none' : K;
      declare function kind<K extends string>(e: Expression<SqlType<K>, Stage>): Kind<K>;
      declare function of<T>(): T extends SqlType<infer K> ? Kind<K> : never;
      declare function same<K>(kind: K): void;
      const row = source('n', { ${NAMES.map((name, i) => `${i}: ${name}`).join(', ')} });
      type C = typeof row extends Table<infer Row extends Schema> ? Row : never;
      row.select((c) => {
        ${[...methods, ...aggregates].join('\n')}
        return c;
      });`,
    wrong: `
      source('n', { a: t.decimal(10, 2), b: t.int }).select((c) => ({ x: c.a.plus(c.b) }))
        .insertInto(sink('s', { x: t.decimal(12, 2) }));`,
  });
  expect(all).toEqual([]);
  expect(wrong).toHaveLength(1);
  expect(wrong?.[0]).toContain("column x is DECIMAL(13, 2) and the sink's is DECIMAL(12, 2)");
});
