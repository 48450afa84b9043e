import { MillraceError } from '../errors';
import type { Job } from '../job';
import { isLookup } from '../operators/lookup-table';
import type { PlanNode } from '../operators/operator';
import { isSource, type SourceNode } from '../operators/source';
import type { Sink } from '../sink';
import type { Schema } from '../types/type';
import type { Connector, ConnectorOptions } from './connector';
import { checkCsv } from './files/decodable';

/** A group of run-time properties, in the form of Managed Flink's application_properties.json. */
export interface PropertyGroup {
  readonly PropertyGroupId: string;
  readonly PropertyMap: Readonly<Record<string, string>>;
}

/** A declared table: a source, a lookup table or a sink. */
type Bindable = { readonly node: PlanNode } | Sink<Schema, string>;

/** Where tables live in one environment: production, a test, an emulator. Immutable: `bind` gives a new one. */
export class Environment {
  constructor(
    readonly name: string,
    private readonly bindings: ReadonlyMap<string, Connector> = new Map(),
    private readonly sideOutput?: (table: string, job: string) => Connector,
  ) {}

  /**
   * Says where a table lives.
   * @throws MillraceError ALREADY_BOUND, NOT_A_TABLE for a derived relation, NOT_READABLE and NOT_WRITABLE where the
   * connector cannot be what the table is.
   */
  bind(table: Bindable, connector: Connector): Environment {
    const name = tableName(table);
    if (this.bindings.has(name))
      throw new MillraceError('ALREADY_BOUND', `environment ${this.name}: ${name} is bound twice`);
    this.options(name, connector, 'table' in table ? 'sink' : isLookup(table.node) ? 'lookup' : 'source');
    return new Environment(this.name, new Map([...this.bindings, [name, connector]]), this.sideOutput);
  }

  /**
   * Says where side outputs go: malformed records, repeats and late rows are kept wherever a job runs.
   * @param connector is asked for each of a job's `sideOutputs`, by the name of its table.
   */
  bindSideOutputs(connector: (table: string, job: string) => Connector): Environment {
    return new Environment(this.name, this.bindings, connector);
  }

  /**
   * One property group a table of the job, `table.<name>`, with the options of its connector and, for a source, what it
   * needs to know of the table beside its columns.
   * @throws MillraceError NOT_DECODABLE for an ARRAY, MAP or ROW in CSV; NOT_BOUND naming every table of the job that this environment does not place.
   */
  propertyGroups(job: Job): PropertyGroup[] {
    this.checkTotal(job);
    const group = (table: string, options: ConnectorOptions): PropertyGroup => ({
      PropertyGroupId: `table.${table}`,
      PropertyMap: options,
    });
    const bound = (table: string, use: Use) => this.options(table, this.bindings.get(table) as Connector, use);
    return [
      ...job.sources.map((s) => {
        const options = bound(s.table, 'source');
        if (options.format === 'csv') checkCsv(s.table, s.schema);
        return group(s.table, { ...options, ...recordOptions(s) });
      }),
      ...job.lookups.map((l) => group(l.table, bound(l.table, 'lookup'))),
      ...job.sinks.map((s) => group(s.table, bound(s.table, 'sink'))),
      ...job.sideOutputs.map(({ table }) =>
        group(table, this.options(table, this.sideOutput?.(table, job.name) as Connector, 'sink')),
      ),
    ];
  }

  private checkTotal(job: Job): void {
    const missing = [...job.sources, ...job.lookups, ...job.sinks]
      .map((s) => s.table)
      .filter((table) => !this.bindings.has(table));
    const cures = missing.map((table) => `.bind(${table}, connector(…))`);
    if (!this.sideOutput) {
      missing.push(...job.sideOutputs.map((s) => s.table));
      cures.push('.bindSideOutputs((table) => connector(…))');
    }
    if (missing.length === 0) return;
    throw new MillraceError(
      'NOT_BOUND',
      `environment ${this.name} does not say where job ${job.name} finds ${missing.join(', ')}`,
      `Add ${cures.join(' and ')} to it.`,
    );
  }

  private options(table: string, connector: Connector, use: Use): ConnectorOptions {
    const options = connector[use];
    if (options) return options;
    throw new MillraceError(
      use === 'sink' ? 'NOT_WRITABLE' : 'NOT_READABLE',
      `environment ${this.name}: ${table} is a ${NAMES[use]}, and ${connector.name} as it is given cannot be ${CAN[use]}`,
      `Bind ${table} to another connector, or give this one other options.`,
    );
  }
}

type Use = 'source' | 'lookup' | 'sink';
const NAMES: Record<Use, string> = { source: 'source', lookup: 'lookup table', sink: 'sink' };
const CAN: Record<Use, string> = { source: 'read', lookup: 'looked up in', sink: 'written' };

export const environment = (name: string): Environment => new Environment(name);

/** What the bridge's sources need to know of a table that its columns don't tell. */
function recordOptions({ watermark, recordId }: SourceNode): ConnectorOptions {
  return {
    ...(watermark && { 'time.clock-skew': `${watermark.clockSkew.ms} ms` }),
    ...(recordId && { 'record-id': recordId.columns.join(';'), 'record-id.within': `${recordId.within.ms} ms` }),
  };
}

function tableName(table: Bindable): string {
  if ('table' in table) return table.table;
  if (!isSource(table.node) && !isLookup(table.node)) {
    throw new MillraceError(
      'NOT_A_TABLE',
      'only declared tables can be bound, not what is derived from them',
      'Bind the source that it reads.',
    );
  }
  return table.node.table;
}
