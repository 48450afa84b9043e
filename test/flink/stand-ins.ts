import type { Job, PropertyGroup } from 'millrace';

/** Bindings with which any job can be planned: nothing is read, and sinks take everything. */
export function standIns(job: Job): PropertyGroup[] {
  const bound = (tables: readonly { readonly table: string }[], options: Record<string, string>): PropertyGroup[] =>
    tables.map(({ table }) => ({ PropertyGroupId: `table.${table}`, PropertyMap: options }));
  return [
    ...bound(job.sources, { connector: 'datagen' }),
    ...bound(job.lookups, { connector: 'millrace-lookup', path: '/nowhere', format: 'json' }),
    ...bound([...job.sinks, ...job.sideOutputs], { connector: 'blackhole' }),
  ];
}
