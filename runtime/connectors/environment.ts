import { MillraceError } from '../errors';
import type { Job } from '../job';
import type { PlanNode } from '../operators/operator';
import { isSource } from '../operators/source';
import type { Sink } from '../sink';
import type { Schema } from '../types/type';
import type { Connector } from './connector';

/** A group of run-time properties, in the form of Managed Flink's application_properties.json. */
export interface PropertyGroup {
  readonly PropertyGroupId: string;
  readonly PropertyMap: Readonly<Record<string, string>>;
}

/** A declared table: a source or a sink. */
type Bindable = { readonly node: PlanNode } | Sink<Schema, string>;

/** Where tables live in one environment: production, a test, an emulator. Immutable: `bind` gives a new one. */
export class Environment {
  constructor(
    readonly name: string,
    private readonly bindings: ReadonlyMap<string, Connector> = new Map(),
    private readonly sideOutput?: (table: string, job: string) => Connector,
  ) {}

  /** Says where a table lives. @throws MillraceError ALREADY_BOUND, NOT_A_TABLE for a derived relation. */
  bind(table: Bindable, connector: Connector): Environment {
    const name = tableName(table);
    if (this.bindings.has(name))
      throw new MillraceError('ALREADY_BOUND', `environment ${this.name}: ${name} is bound twice`);
    return new Environment(this.name, new Map([...this.bindings, [name, connector]]), this.sideOutput);
  }

  /** Says where side outputs, such as late rows, go: they are kept wherever a job runs. */
  bindSideOutputs(connector: (table: string, job: string) => Connector): Environment {
    return new Environment(this.name, this.bindings, connector);
  }

  private connector(table: string, sideOutputOf: string | undefined): Connector {
    const connector =
      this.bindings.get(table) ?? (sideOutputOf === undefined ? undefined : this.sideOutput?.(table, sideOutputOf));
    if (connector) return connector;
    const cure =
      sideOutputOf !== undefined ? `.bindSideOutputs((name) => connector(…))` : `.bind(${table}, connector(…))`;
    throw new MillraceError(
      'NOT_BOUND',
      `environment ${this.name} does not say where table ${table} lives`,
      `Add ${cure} to it.`,
    );
  }

  /** One property group a table of the job: `table.<name>` with its connector's options. @throws MillraceError NOT_BOUND */
  propertyGroups(job: Job): PropertyGroup[] {
    const group = (table: string, isSideOutput = false): PropertyGroup => ({
      PropertyGroupId: `table.${table}`,
      PropertyMap: this.connector(table, isSideOutput ? job.name : undefined).options,
    });
    return [
      ...job.sources.map((s) => group(s.table)),
      ...job.sinks.map((s) => group(s.table)),
      ...job.sideOutputs.map((s) => group(s.table, true)),
    ];
  }
}

export const environment = (name: string): Environment => new Environment(name);

function tableName(table: Bindable): string {
  if ('table' in table) return table.table;
  if (!isSource(table.node)) {
    throw new MillraceError(
      'NOT_A_TABLE',
      'only declared tables can be bound, not what is derived from them',
      'Bind the source that it reads.',
    );
  }
  return table.node.table;
}
