import type { PropertyGroup } from 'millrace';
import { hasToken } from '../escape';

/**
 * The limits of the service's API. It would refuse the application only after everything else was created.
 *
 * @throws Error naming the application, the group and the limit
 */
export function checkPropertyGroups(application: string, groups: readonly PropertyGroup[]): void {
  const refuse = (why: string): never => {
    throw new Error(`application ${application}: ${why}`);
  };
  if (groups.length > 50)
    refuse(`${groups.length} property groups; Managed Flink takes at most 50, one for each table`);
  const seen = new Set<string>();
  for (const { PropertyGroupId: id, PropertyMap: map } of groups) {
    if (!/^[\w.-]{1,50}$/.test(id)) {
      refuse(
        `property group ${JSON.stringify(id)}: an id is 1–50 characters of 0–9 A–Z a–z _ . - (it has ${id.length})`,
      );
    }
    if (seen.has(id)) refuse(`property group ${id} is given twice`);
    seen.add(id);
    for (const [key, value] of Object.entries(map)) {
      if (key.length < 1 || key.length > 2_048) refuse(`property group ${id}: a key has 1–2,048 characters`);
      // A token's text says nothing about the length of what Terraform will put in its place.
      if (!hasToken(value) && (value.length < 1 || value.length > 2_048)) {
        refuse(`property group ${id}: the value of ${key} has ${value.length} characters, not 1–2,048`);
      }
    }
  }
}
