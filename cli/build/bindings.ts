/** Where a job's tables live when its plan is compiled: a plan asks of a connector what that one can do. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Environment, PropertyGroup } from '../../runtime/connectors/environment';
import { MillraceError } from '../../runtime/errors';
import type { Job } from '../../runtime/job';
import { PACKAGE_ROOT } from '../../runtime/package-root';
import { loadModule } from '../load-job';

const GROUPS = z.array(z.object({ PropertyGroupId: z.string(), PropertyMap: z.record(z.string(), z.string()) }));

/** Names that Terraform knows only when it applies. Planning needs none of them: any will do. */
const TARGETS = new Proxy<Record<string, string>>(
  {},
  { get: (_, name) => (name === 'region' ? 'us-east-1' : `millrace-${String(name).toLowerCase()}`) },
);

/**
 * The property groups of a job: those of a file, in the form of application_properties.json, else by the bindings that
 * are deployed (`awsEnvironment` of cdktf/bindings.ts).
 *
 * @throws MillraceError NOT_BOUND, BAD_PROPERTIES
 */
export async function propertiesOf(job: Job, file: string | undefined): Promise<PropertyGroup[]> {
  if (file !== undefined) return readProperties(file);
  const found = [resolve('cdktf', 'bindings.ts'), join(PACKAGE_ROOT, 'cdktf', 'bindings.ts')].find(existsSync);
  const cure = 'Give --properties FILE with its property groups, as in application_properties.json.';
  if (!found) throw new MillraceError('NOT_BOUND', `nothing says where the tables of ${job.name} live`, cure);
  const { awsEnvironment } = (await loadModule(found)) as { awsEnvironment?: (targets: object) => Environment };
  if (!awsEnvironment) throw new MillraceError('NOT_BOUND', `${found} exports no awsEnvironment`, cure);
  return awsEnvironment(TARGETS).propertyGroups(job);
}

function readProperties(file: string): PropertyGroup[] {
  try {
    return GROUPS.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    // Without the parser's own words, which quote what may be a secret.
    throw new MillraceError(
      'BAD_PROPERTIES',
      `cannot read property groups from ${file}`,
      'It must be a JSON array of {"PropertyGroupId": …, "PropertyMap": {…}}, all values strings.',
      { cause },
    );
  }
}
