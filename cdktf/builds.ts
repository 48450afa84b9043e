/** What `millrace build` has left for the jobs that are deployed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PropertyGroup } from 'millrace';
import { readManifest } from '../cli/build/manifest';

interface BuiltJob {
  readonly name: string;
  readonly script: string;
  readonly propertyGroups: readonly PropertyGroup[];
}

/**
 * The compiled plan of a job, by which operators find the state that they had; undefined where none was built.
 *
 * @param folder of all builds, with one folder a job
 * @throws Error if there is a build, but of another script or over other connectors. Going on without its plan would
 * number the operators anew, and the running job's state would be lost
 */
export function builtPlan(folder: string, { name, script, propertyGroups }: BuiltJob): string | undefined {
  const build = join(folder, name);
  if (!existsSync(join(build, 'manifest.json'))) return undefined;
  const manifest = readManifest(join(build, 'manifest.json'));
  const refuse = (why: string): never => {
    throw new Error(
      `${build} ${why}; run millrace build ${name} --against the manifest that is deployed, or remove the folder`,
    );
  };
  if (manifest.scriptSha256 !== sha256(script)) refuse(`is not of ${name} as it is now`);
  for (const { PropertyGroupId, PropertyMap } of propertyGroups) {
    const { connector } = PropertyMap;
    const planned = manifest.tables[PropertyGroupId.replace(/^table\./, '')]?.connector;
    if (connector !== undefined && planned !== connector) {
      refuse(`is planned for connector ${planned} where ${PropertyGroupId} now has ${connector}`);
    }
  }
  const plan = readFileSync(join(build, 'plan.json'), 'utf8');
  if (manifest.planSha256 !== sha256(plan)) refuse('has a plan.json that is not its manifest’s');
  return plan;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
