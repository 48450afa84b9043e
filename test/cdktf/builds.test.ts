import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptHash } from 'millrace';
import { builtPlan } from '../../cdktf/builds';
import { MANIFEST_FORMAT, type Manifest } from '../../cli/build/manifest';
import { removeFolders, temporaryFolder } from './pipeline';

afterAll(removeFolders);

const PLAN = '{"nodes":[]}\n';
const group = (connector: string) => ({ PropertyGroupId: 'table.orders', PropertyMap: { connector } });
const job = { name: 'totals', script: 'SELECT 1;', propertyGroups: [group('kinesis')] };
const manifest: Manifest = {
  format: MANIFEST_FORMAT,
  job: job.name,
  flink: '1.20',
  scriptSha256: scriptHash(job.script),
  planSha256: scriptHash(PLAN),
  maxParallelism: 128,
  greatestId: 1,
  tables: { orders: { connector: 'kinesis' } },
  operators: [],
};

function builds(plan = PLAN): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, job.name));
  writeFileSync(join(folder, job.name, 'plan.json'), plan);
  writeFileSync(join(folder, job.name, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

test('a job that was built is deployed with its plan, one that was not without', () => {
  expect(builtPlan(builds(), job)).toBe(PLAN);
  expect(builtPlan(temporaryFolder(), job)).toBeUndefined();
});

test('a build of something else stops the deployment, which would lose state without a word', () => {
  expect(() => builtPlan(builds(), { ...job, script: 'SELECT 2;' })).toThrow(
    /totals is not of totals as it is now; run millrace build totals --against/,
  );
  expect(() => builtPlan(builds(), { ...job, propertyGroups: [group('filesystem')] })).toThrow(
    /is planned for connector kinesis where table\.orders now has filesystem/,
  );
  expect(() => builtPlan(builds('{}'), job)).toThrow(/has a plan\.json that is not its manifest’s/);
});
