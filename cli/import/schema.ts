/** What the SQL of an application does not say: the columns of its input streams, and where its streams come from and go. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MillraceError } from '../../runtime/errors';
import type { TypeName } from './ast';
import { typeName } from './parse-expression';
import { Reader } from './parser';
import { tokens } from './tokens';

export interface InputColumn {
  readonly name: string;
  readonly type: TypeName;
  readonly notNull: boolean;
  /** Path in the record, `$.ticker`. */
  readonly mapping?: string;
}

export interface Input {
  readonly columns: readonly InputColumn[];
  /** The data stream that it is read from. */
  readonly table?: string;
}

/** Inputs and outputs by the names of their streams; an input's name may be '*', for any. */
export interface Configuration {
  readonly inputs: ReadonlyMap<string, Input>;
  readonly references: ReadonlyMap<string, Input>;
  readonly outputs: ReadonlyMap<string, string | undefined>;
}

const RecordColumn = z.object({ Name: z.string(), SqlType: z.string(), Mapping: z.string().optional() });
const InputSchema = z.object({ RecordColumns: z.array(RecordColumn).min(1) });
const Resource = z.object({ ResourceARN: z.string() }).optional();
const InputDescription = z.object({
  NamePrefix: z.string().optional(),
  InAppStreamNames: z.array(z.string()).optional(),
  InputSchema,
  KinesisStreamsInput: Resource,
  KinesisStreamsInputDescription: Resource,
  KinesisFirehoseInput: Resource,
  KinesisFirehoseInputDescription: Resource,
});
const Output = z.object({
  Name: z.string(),
  KinesisStreamsOutput: Resource,
  KinesisStreamsOutputDescription: Resource,
  KinesisFirehoseOutput: Resource,
  KinesisFirehoseOutputDescription: Resource,
});
const Reference = z.object({ TableName: z.string(), ReferenceSchema: InputSchema });
const Sql = z.object({
  InputDescriptions: z.array(InputDescription).optional(),
  Inputs: z.array(InputDescription).optional(),
  OutputDescriptions: z.array(Output).optional(),
  Outputs: z.array(Output).optional(),
  ReferenceDataSourceDescriptions: z.array(Reference).optional(),
  ReferenceDataSources: z.array(Reference).optional(),
});

/**
 * Reads an `InputSchema`, an input, or the description of a whole application, as `aws kinesisanalyticsv2
 * describe-application` gives it.
 * @throws MillraceError INVALID_SCHEMA
 */
export function readSchema(file: string): Configuration {
  const fail = (what: string): MillraceError =>
    new MillraceError(
      'INVALID_SCHEMA',
      `${file}: ${what}`,
      'Give an InputSchema (an object with RecordColumns: Name, SqlType, Mapping), or what `aws kinesisanalyticsv2 describe-application` prints.',
    );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw fail((error as Error).message);
  }
  const read = <T>(schema: z.ZodType<T>, value: unknown): T => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw fail(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  };
  const columns = (schema: z.infer<typeof InputSchema>): InputColumn[] =>
    schema.RecordColumns.map((c) => {
      try {
        return { name: c.Name, ...sqlType(c.SqlType), ...(c.Mapping && { mapping: c.Mapping }) };
      } catch (error) {
        throw fail(`the SqlType of ${c.Name}, ${JSON.stringify(c.SqlType)}: ${(error as Error).message}`);
      }
    });
  const inputs = new Map<string, Input>();
  const outputs = new Map<string, string | undefined>();
  const references = new Map<string, Input>();
  const found = find(json);
  if (found === undefined) throw fail('there are no RecordColumns in it');
  if (Array.isArray(found) || 'RecordColumns' in found) {
    inputs.set('*', { columns: columns(read(InputSchema, Array.isArray(found) ? { RecordColumns: found } : found)) });
  } else {
    const sql = read(Sql, 'InputSchema' in found ? { Inputs: [found] } : found);
    for (const input of sql.InputDescriptions ?? sql.Inputs ?? []) {
      const names = input.InAppStreamNames ?? [input.NamePrefix === undefined ? '*' : `${input.NamePrefix}_001`];
      const arn = resource(
        input.KinesisStreamsInput,
        input.KinesisStreamsInputDescription,
        input.KinesisFirehoseInput,
        input.KinesisFirehoseInputDescription,
      );
      for (const name of names) inputs.set(name, { columns: columns(input.InputSchema), ...(arn && { table: arn }) });
    }
    for (const output of sql.OutputDescriptions ?? sql.Outputs ?? []) {
      outputs.set(
        output.Name,
        resource(
          output.KinesisStreamsOutput,
          output.KinesisStreamsOutputDescription,
          output.KinesisFirehoseOutput,
          output.KinesisFirehoseOutputDescription,
        ),
      );
    }
    for (const reference of sql.ReferenceDataSourceDescriptions ?? sql.ReferenceDataSources ?? [])
      references.set(reference.TableName, { columns: columns(reference.ReferenceSchema) });
  }
  return { inputs, outputs, references };
}

/** The part of a description that has the schemas in it. */
function find(json: unknown): object | unknown[] | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const has = (key: string): boolean => key in json;
  if (Array.isArray(json) && json.every((c) => typeof c === 'object' && c !== null && 'SqlType' in c)) return json;
  if (has('RecordColumns') || has('InputDescriptions') || has('Inputs') || has('InputSchema')) return json;
  for (const part of Object.values(json)) {
    const found = find(part);
    if (found) return found;
  }
  return undefined;
}

/** The stream's name at the end of an ARN. */
function resource(...resources: readonly ({ readonly ResourceARN: string } | undefined)[]): string | undefined {
  return resources
    .find((r) => r)
    ?.ResourceARN.split('/')
    .at(-1);
}

function sqlType(text: string): { type: TypeName; notNull: boolean } {
  const r = new Reader(tokens(text));
  const type = typeName(r);
  const notNull = r.takes('NOT', 'NULL');
  if (!r.ended) throw r.expected('the end of the type');
  return { type, notNull };
}
