/** Where to provision: an account, or an emulator of one on this machine. */
export type Target = 'aws' | 'emulator';

export interface Settings {
  readonly target: Target;
  readonly region: string;
  /** Plan without an account: dummy keys, and no checks that would call AWS. Can't apply. */
  readonly offline: boolean;
  /** Bucket that keeps Terraform's state for everyone. Undefined: a file beside the synthesized stack. */
  readonly stateBucket?: string;
}

/**
 * Reads the environment:
 *
 * | variable | meaning | default |
 * |---|---|---|
 * | `MILLRACE_TARGET` | `aws` or `emulator` | `aws` |
 * | `MILLRACE_REGION`, else `AWS_REGION`, else `AWS_DEFAULT_REGION` | region of everything | `us-east-1` |
 * | `MILLRACE_STATE_BUCKET` | existing S3 bucket for Terraform's state | none: a local file |
 * | `MILLRACE_OFFLINE` | `1`: a plan without an account (`npm run plan` sets it when it finds no credentials) | none |
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const target = env.MILLRACE_TARGET || 'aws';
  if (target !== 'aws' && target !== 'emulator') {
    throw new Error(`MILLRACE_TARGET is ${JSON.stringify(target)}; it can be aws or emulator`);
  }
  const region = env.MILLRACE_REGION || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) throw new Error(`${JSON.stringify(region)} is no AWS region`);
  const offline = target === 'aws' && env.MILLRACE_OFFLINE === '1';
  const stateBucket = env.MILLRACE_STATE_BUCKET;
  // Neither an emulator's resources nor a plan that can't be applied belong into the state others share.
  return { target, region, offline, ...(stateBucket && target === 'aws' && !offline ? { stateBucket } : {}) };
}

/** One folder and one state for each: a real account's must never be taken for the emulator's. */
export function stackName({ target, offline }: Settings): string {
  if (offline) return 'millrace-offline';
  return target === 'aws' ? 'millrace' : `millrace-${target}`;
}
