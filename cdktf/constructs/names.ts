/** AWS's limits on names, checked or kept at synth: an apply that stops half way is a worse place to learn of them. */

/** An application's name (CreateApplication): 1–128 characters of letters, digits, `_`, `.` and `-`. */
export function applicationName(prefix: string, job: string): string {
  const name = `${prefix}-${job}`;
  if (!/^[\w.-]{1,128}$/.test(name)) {
    throw new Error(`job ${job}: ${JSON.stringify(name)} is no application name: use 1–128 of A–Z a–z 0–9 _ . -`);
  }
  return name;
}

/** Terraform puts 26 characters of its own behind a prefix and a role's name ends at 64. */
export const roleNamePrefix = (name: string): string => `${name.slice(0, 37)}-`;

/** A bucket's name ends at 63 and knows no upper case and no `_`. */
export const bucketNamePrefix = (name: string): string =>
  `${name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 36)}-`;
