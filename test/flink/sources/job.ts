/** A job in SQL over a table of records, as the DSL writes it: 1-minute sums, late rows, malformed records and repeats. */
import type { PropertyGroup } from '../../../runtime/connectors/environment';

export interface JobOptions {
  parallelism?: number;
  settings?: Record<string, string>;
}

/** Sinks: `sums` (key, window_start, n, total), `late` (key, seq, ts) and `refused` (error, reason, raw, shard, sequence). */
export function script({ parallelism = 1, settings = {} }: JobOptions = {}): string {
  const set = { 'pipeline.name': 'sources', 'pipeline.auto-watermark-interval': '0', ...settings };
  return `${Object.entries({ ...set, 'parallelism.default': String(parallelism) })
    .map(([key, value]) => `SET '${key}' = '${value}';`)
    .join('\n')}
CREATE TEMPORARY TABLE \`metrics\` (
  \`id\` STRING NOT NULL, \`key\` STRING NOT NULL, \`seq\` INT NOT NULL, \`ts\` TIMESTAMP(3) NOT NULL, \`arrived\` TIMESTAMP(3),
  \`_error\` STRING, \`_reason\` STRING, \`_raw\` BYTES NOT NULL, \`_shard\` STRING NOT NULL, \`_sequence\` STRING NOT NULL,
  \`_arrival\` TIMESTAMP(3),
  WATERMARK FOR \`ts\` AS \`ts\` - INTERVAL '5' SECOND
);
CREATE TEMPORARY TABLE \`sums\` (\`key\` STRING NOT NULL, \`window_start\` TIMESTAMP(3) NOT NULL, \`n\` BIGINT NOT NULL, \`total\` INT NOT NULL);
CREATE TEMPORARY TABLE \`late\` (\`key\` STRING NOT NULL, \`seq\` INT NOT NULL, \`ts\` TIMESTAMP(3) NOT NULL);
CREATE TEMPORARY TABLE \`rows\` (\`key\` STRING NOT NULL, \`seq\` INT NOT NULL, \`shard\` STRING NOT NULL, \`sequence\` STRING NOT NULL);
CREATE TEMPORARY TABLE \`refused\` (
  \`error\` STRING NOT NULL, \`reason\` STRING, \`raw\` STRING NOT NULL, \`shard\` STRING NOT NULL, \`sequence\` STRING NOT NULL,
  \`seq\` INT NOT NULL, \`arrival\` TIMESTAMP(3)
);
CREATE TEMPORARY VIEW \`metrics_rows\` AS
SELECT \`id\`, \`key\`, \`seq\`, \`ts\`, \`arrived\`, \`_shard\`, \`_sequence\` FROM \`metrics\` WHERE \`_error\` IS NULL;
CREATE TEMPORARY VIEW \`windowed\` AS
SELECT \`key\`, \`seq\`, \`ts\`, \`window_start\`, \`window_end\`,
  COUNTED('metrics', \`window_end\` - INTERVAL '0.001' SECOND <= CURRENT_WATERMARK(\`ts\`)) AS \`is_late\`
FROM TABLE(TUMBLE(TABLE \`metrics_rows\`, DESCRIPTOR(\`ts\`), INTERVAL '1' MINUTE));
EXECUTE STATEMENT SET
BEGIN
INSERT INTO \`sums\`
SELECT \`key\`, \`window_start\`, COUNT(*), SUM(\`seq\`) FROM \`windowed\` WHERE NOT \`is_late\`
GROUP BY \`key\`, \`window_start\`, \`window_end\`;
INSERT INTO \`late\` SELECT \`key\`, \`seq\`, \`ts\` FROM \`windowed\` WHERE \`is_late\`;
INSERT INTO \`rows\` SELECT \`key\`, \`seq\`, \`_shard\`, \`_sequence\` FROM \`metrics_rows\`;
INSERT INTO \`refused\`
SELECT \`_error\`, \`_reason\`, DECODE(\`_raw\`, 'UTF-8'), \`_shard\`, \`_sequence\`, \`seq\`, \`_arrival\` FROM \`metrics\` WHERE \`_error\` IS NOT NULL;
END;
`;
}

export const SINKS = ['sums', 'late', 'rows', 'refused'] as const;

/** Where its tables live: the source as given, the sinks in folders of their names. */
export function properties(source: Record<string, string>, folder: string): PropertyGroup[] {
  const group = (table: string, PropertyMap: Record<string, string>): PropertyGroup => ({
    PropertyGroupId: `table.${table}`,
    PropertyMap,
  });
  return [
    group('metrics', source),
    ...SINKS.map((sink) => group(sink, { connector: 'filesystem', path: `${folder}/${sink}`, format: 'json' })),
  ];
}
