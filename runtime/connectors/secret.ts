import { MillraceError } from '../errors';
import type { PropertyGroup } from './environment';

const PREFIX = 'secret:';
/** With the six characters that Secrets Manager adds to a name: permissions are given for exactly this ARN. */
const ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;
/** What stands for a value that Terraform will know. */
const TERRAFORM_TOKEN = /^\$\{TfToken\[[^\]]+\]\}$/;

declare const reference: unique symbol;

/** Names a secret in place of an option's value; made by `secret`. */
export type SecretReference = string & { readonly [reference]: true };

/**
 * A connector option's value that is kept in AWS Secrets Manager. Only the reference is deployed: the job reads the
 * secret when it starts, with its application's role, which the stack allows to read exactly the secrets that are
 * referred to. A secret that is encrypted by a KMS key of your own also needs `kms:Decrypt` for that.
 *
 *     kinesis({ …, credentials: { accessKeyId: secret(arn, 'id'), secretAccessKey: secret(arn, 'key') } })
 *
 * @param arn the whole ARN of the secret, or Terraform's token for it
 * @param key a key of the JSON object that the secret is; without it the value is all of the secret's text
 * @throws MillraceError INVALID_SECRET
 */
export function secret(arn: string, key?: string): SecretReference {
  if (!ARN.test(arn) && !TERRAFORM_TOKEN.test(arn)) {
    throw new MillraceError(
      'INVALID_SECRET',
      `${JSON.stringify(arn)} is not the ARN of a secret in AWS Secrets Manager`,
      'It looks like arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-a1B2c3, with the six characters at its end.',
    );
  }
  if (key === '') throw new MillraceError('INVALID_SECRET', `the key in secret ${arn} is empty`);
  return `${PREFIX}${arn}${key === undefined ? '' : `#${key}`}` as SecretReference;
}

/** ARNs of all secrets that options refer to, each once, in order. */
export function secretArns(groups: readonly PropertyGroup[]): string[] {
  const values = groups.flatMap(({ PropertyMap }) => Object.values(PropertyMap));
  const arns = values
    .filter((value) => value.startsWith(PREFIX))
    .map((value) => value.slice(PREFIX.length).split('#', 1)[0] ?? '');
  return [...new Set(arns)].sort();
}
