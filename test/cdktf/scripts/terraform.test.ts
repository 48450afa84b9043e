import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliConfig, findMirror, findTerraform, terraform, terraformEnvironment } from '../../../scripts/terraform';
import { removeFolders, temporaryFolder } from '../pipeline';

afterAll(removeFolders);

function mirror(...content: string[]): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'registry.terraform.io', 'hashicorp', 'aws', ...content), { recursive: true });
  return root;
}

describe('finding a mirror', () => {
  test('the one that is named goes first, unpacked or packed', () => {
    const unpacked = mirror('5.100.0', 'linux_amd64');
    expect(findMirror({ TF_PLUGIN_MIRROR: unpacked }, '5.100.0')).toBe(unpacked);
    const packed = mirror('terraform-provider-aws_5.100.0_linux_amd64.zip');
    expect(findMirror({ TF_PLUGIN_MIRROR: packed }, '5.100.0')).toBe(packed);
  });

  test('a mirror without the pinned version is none', () => {
    const other = mirror('9.9.9', 'linux_amd64');
    expect(findMirror({ TF_PLUGIN_MIRROR: other }, '5.100.0')).not.toBe(other);
  });

  test('Terraform’s own folders are looked into', () => {
    const share = temporaryFolder();
    const plugins = join(share, 'terraform', 'plugins');
    mkdirSync(join(plugins, 'registry.terraform.io', 'hashicorp', 'aws', '0.0.1'), { recursive: true });
    expect(findMirror({ XDG_DATA_DIRS: share }, '0.0.1')).toBe(plugins);
  });
});

test('with a mirror only other providers come from the registry, without one all do', () => {
  const withMirror = cliConfig('/some/"quoted" folder');
  expect(withMirror).toContain('path    = "/some/\\"quoted\\" folder"');
  expect(withMirror).toMatch(/direct \{\s+exclude = \["registry\.terraform\.io\/hashicorp\/aws"\]/);
  expect(cliConfig(undefined)).toMatch(/plugin_cache_dir = .*direct \{\}/s);
});

test('a CLI configuration of one’s own is kept, one that is named but missing is replaced', () => {
  const file = join(temporaryFolder(), 'own.rc');
  const missing = terraformEnvironment({ ...process.env, TF_CLI_CONFIG_FILE: file });
  expect(missing.TF_CLI_CONFIG_FILE).not.toBe(file);
  writeFileSync(file, '');
  expect(terraformEnvironment({ TF_CLI_CONFIG_FILE: file }).TF_CLI_CONFIG_FILE).toBe(file);
});

test('a missing terraform is said to be missing, and where to get it', async () => {
  const env = { PATH: temporaryFolder() };
  expect(findTerraform(env)).toBeUndefined();
  await expect(terraform(['version'], { cwd: '.', env, output: 'capture' })).rejects.toMatchObject({
    code: 'TERRAFORM_MISSING',
    message: expect.stringContaining('developer.hashicorp.com/terraform/install'),
  });
});
