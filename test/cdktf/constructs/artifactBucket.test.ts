import { createHash } from 'node:crypto';
import { ArtifactBucket } from '../../../cdktf/constructs/artifactBucket';
import type { PolicyStatement } from '../../../cdktf/constructs/serviceRole';
import { only, removeFolders, synth } from '../pipeline';

afterAll(removeFolders);

const bucketOf = (use: (bucket: ArtifactBucket) => void) =>
  synth((stack) => use(new ArtifactBucket(stack, 'artifacts', { bucketNamePrefix: 'code' })));

test('text is inlined and escaped, hashed as it is, and written once versions are on', () => {
  const text = `SELECT '\${x}', 'é';\n`;
  let sha256 = '';
  const configuration = bucketOf((bucket) => {
    ({ sha256 } = bucket.addText('script', 'jobs/a/script.sql', text));
  });
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  expect(only(configuration, 'aws_s3_object')).toMatchObject({
    key: 'jobs/a/script.sql',
    content: `SELECT '$\${x}', 'é';\n`,
    depends_on: [expect.stringMatching(/^aws_s3_bucket_versioning\./)],
  });
});

test('text that Terraform would rewrite is refused: its hash could never match', () => {
  expect(() => bucketOf((bucket) => bucket.addText('script', 'a.sql', "SELECT 'e\u0301'"))).toThrow(/composed \(NFC\)/);
});

test('a file is left to the plan, with a way out if it isn’t there', () => {
  const object = only(
    bucketOf((bucket) => bucket.addFile('bridge', 'bridge.jar', '../none.jar', 'build it')),
    'aws_s3_object',
  );
  expect(object).toMatchObject({
    source: expect.stringMatching(/^\$\{local\./),
    source_hash: expect.stringMatching(/^\$\{try\(filemd5\(local\..+\), ""\)\}$/),
    lifecycle: { precondition: [{ error_message: 'build it' }] },
  });
});

test('one object can be read by version and nothing else', () => {
  const to: PolicyStatement[] = [];
  bucketOf((bucket) => {
    const artifact = bucket.addText('script', 'jobs/a/script.sql', 'SELECT 1;');
    bucket.grantReadVersion({ addToPolicy: (statement) => to.push(statement) }, 'ReadScript', artifact);
  });
  expect(to).toEqual([
    {
      sid: 'ReadScript',
      actions: ['s3:GetObjectVersion'],
      resources: [expect.stringMatching(/\}\/jobs\/a\/script\.sql$/)],
    },
  ]);
});
