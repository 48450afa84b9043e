import { kinesis, secret, secretArns } from 'millrace';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/login-a1B2c3';

describe('a reference to a secret', () => {
  it('names the secret and perhaps a key of it, also where Terraform makes the secret', () => {
    expect(secret(ARN)).toBe(`secret:${ARN}`);
    expect(secret(ARN, 'user')).toBe(`secret:${ARN}#user`);
    expect(secret(`\${TfToken[TOKEN.12]}`, 'user')).toBe(`secret:\${TfToken[TOKEN.12]}#user`);
  });

  it.each([
    'hunter22x',
    'arn:aws:s3:::bucket',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:login',
    `${ARN}\n`,
    `${ARN}#user`,
  ])('must have the whole ARN of a secret, not %j', (arn) => {
    expect(() => secret(arn)).toThrow('is not the ARN of a secret in AWS Secrets Manager');
  });

  it('must have a key that is one', () => {
    expect(() => secret(ARN, '')).toThrow(`the key in secret ${ARN} is empty`);
  });

  it('is found wherever an option is one', () => {
    const { source = {} } = kinesis({
      stream: 's',
      region: 'eu-west-1',
      credentials: { accessKeyId: secret(ARN, 'id'), secretAccessKey: secret(ARN, 'key') },
    });
    const other = ARN.replace('db', 'api');
    const groups = [source, { 'a.secret': 'not:a:reference', x: secret(other) }].map((PropertyMap, index) => ({
      PropertyGroupId: `table.${index}`,
      PropertyMap,
    }));
    expect(secretArns(groups)).toEqual([other, ARN]);
  });
});
