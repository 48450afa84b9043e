import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secret } from 'millrace';
import { buildBridge } from '../../bridge/build';
import { FlinkOracle } from '../../runtime/testing/flink';
import { type BridgeJob, emulatorOptions, group, startJob } from './bridgeJob';
import { createStream, EMULATED, kinesisClient, putRecords } from './kinesis';
import { motoDescribe, useMoto } from './moto';

const SCRIPT = `
CREATE TEMPORARY TABLE \`numbers\` (\`n\` INT NOT NULL);
CREATE TEMPORARY TABLE \`copies\` (\`n\` INT NOT NULL);
EXECUTE STATEMENT SET
BEGIN
INSERT INTO \`copies\` SELECT \`n\` FROM \`numbers\`;
END;
`;
/** What is to be seen nowhere. It is used: a stream has this name, and no other is there to be read. */
const HIDDEN = 'sesame-open-9';
const ABSENT = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:absent-a1B2c3';
/** Where the SDK in the bridge looks first; on AWS it finds those of the application's role. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: EMULATED.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EMULATED.credentials.secretAccessKey,
};

jest.setTimeout(300_000);

motoDescribe('a secret of AWS Secrets Manager', () => {
  const moto = useMoto();
  const running: BridgeJob[] = [];
  let folder: string;
  let arn: string;
  let bytes: string;

  beforeAll(async () => {
    const { endpoint } = moto();
    const secrets = new SecretsManagerClient({ ...EMULATED, endpoint });
    const create = async (given: { SecretString: string } | { SecretBinary: Uint8Array }, Name: string) =>
      (await secrets.send(new CreateSecretCommand({ Name, ...given }))).ARN ?? '';
    arn = await create({ SecretString: JSON.stringify({ stream: HIDDEN, other: `${HIDDEN}-other` }) }, 'streams');
    bytes = await create({ SecretBinary: Buffer.from(HIDDEN) }, 'bytes');
    const kinesis = kinesisClient(endpoint);
    await createStream(kinesis, HIDDEN, 1);
    await putRecords(kinesis, HIDDEN, [{ data: '{"n":1}' }, { data: '{"n":2}' }]);
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-secrets-'));
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((job) => job.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const properties = (stream: string) => [
    group('millrace', { 'secrets.endpoint': moto().endpoint }),
    group('table.numbers', {
      ...emulatorOptions(moto().endpoint),
      connector: 'kinesis',
      stream,
      format: 'json',
      'scan.stream.initpos': 'TRIM_HORIZON',
    }),
    group('table.copies', { connector: 'filesystem', path: join(folder, 'copies'), format: 'json' }),
  ];

  async function start(stream: string, args: string[] = []): Promise<BridgeJob> {
    const job = await startJob({ script: SCRIPT, properties: properties(stream), folder, env: CREDENTIALS, args });
    running.push(job);
    return job;
  }

  it('is the value of an option that refers to it, and is not seen', async () => {
    const job = await start(secret(arn, 'stream'), ['--verbose']);
    await job.waitFor(async () => (await job.rows('copies')).length === 2);
    const id = await job.jobId();
    const paths = ['', '/config', '/plan', '/exceptions', '/checkpoints', '/jobmanager/config'];
    for (const path of paths) {
      const answer = await (await fetch(`${job.rest}/jobs/${id}${path}`)).text();
      expect({ path, answer }).toEqual({ path, answer: expect.not.stringContaining(HIDDEN) });
    }
    await job.stop();
    const { said } = await job.ended();
    expect(said).not.toContain(HIDDEN);
    for (const file of ['job.sql', 'properties.json']) {
      expect(await readFile(join(folder, file), 'utf8')).not.toContain(HIDDEN);
    }
  });

  it('is hidden in what Flink says of a failure', async () => {
    const job = await start(secret(arn, 'other'), ['--verbose']);
    const { code, said } = await job.ended();
    expect(code).toBe(1);
    expect(said).toContain('******');
    expect(said).not.toContain(HIDDEN);
  });

  describe('with a warm Flink', () => {
    let flink: FlinkOracle;

    beforeAll(async () => {
      const { classpath } = await buildBridge({ quiet: true });
      flink = await FlinkOracle.start({ classpath, jvmOptions: ['-Daws.accessKeyId=test', '-Daws.secretKey=test'] });
    });

    afterAll(() => flink?.stop());

    it('is not read for a plan', async () => {
      const explained = await flink.explain(SCRIPT, properties(secret(ABSENT)));
      expect(explained).toContain('numbers');
      expect(explained).not.toContain(HIDDEN);
    });

    it.each([
      ['is not there', () => secret(ABSENT), 'ResourceNotFoundException', 'there is no such secret in that account'],
      ['lacks the key', () => secret(arn, 'strem'), "has no text under key 'strem'"],
      ['holds bytes', () => secret(bytes), 'holds bytes; only text can be an option'],
    ])('is told by its name alone when it %s', async (_, reference, ...wrong) => {
      const failure = String(await flink.run(SCRIPT, properties(reference())).catch((e) => e));
      expect(failure).toContain("option 'stream' of table 'numbers': ");
      expect(failure).toContain(reference().slice('secret:'.length).split('#')[0]);
      for (const words of wrong) expect(failure).toContain(words);
      expect(failure).not.toContain(HIDDEN);
    });

    it('says so when there are no credentials', async () => {
      const { classpath } = await buildBridge({ quiet: true });
      const anonymous = await FlinkOracle.start({ classpath, jvmOptions: [] });
      const failure = String(await anonymous.run(SCRIPT, properties(secret(ABSENT))).catch((e) => e));
      await anonymous.stop();
      expect(failure).toContain(
        `option 'stream' of table 'numbers': cannot read secret ${ABSENT}: Unable to load AWS cred`,
      );
    });

    it('says where it looked when nobody answers', async () => {
      const [, ...tables] = properties(secret(ABSENT));
      const nobody = group('millrace', { 'secrets.endpoint': 'http://127.0.0.1:1' });
      await expect(flink.run(SCRIPT, [nobody, ...tables])).rejects.toThrow(/cannot read secret .*127\.0\.0\.1:1/);
    });
  });
});
