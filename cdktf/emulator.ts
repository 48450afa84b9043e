import { TerraformResource, type TerraformStack } from 'cdktf';

/**
 * What the emulator (moto) can't hold, by resource type, and why. The stack for the target `emulator` is the one for
 * `aws` less these, and nothing else.
 */
export const emulatorGaps: Readonly<Record<string, string>> = {
  aws_kinesisanalyticsv2_application:
    'moto answers with timestamps of another type and has no start, stop, update, delete or snapshots',
  aws_s3_bucket_policy: 'once a policy denies insecure transport, moto answers 403 to every later write over HTTP',
};

/** Takes what the emulator can't hold out of a finished stack. Returns the types taken out and how often each was. */
export function removeEmulatorGaps(stack: TerraformStack): Map<string, number> {
  const removed = new Map<string, number>();
  for (const node of stack.node.findAll()) {
    if (!(node instanceof TerraformResource) || !(node.terraformResourceType in emulatorGaps)) continue;
    node.node.scope?.node.tryRemoveChild(node.node.id);
    removed.set(node.terraformResourceType, (removed.get(node.terraformResourceType) ?? 0) + 1);
  }
  return removed;
}
