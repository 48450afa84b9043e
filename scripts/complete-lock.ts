/**
 * `npm run lock`, after a change of dependencies: npm leaves optional packages of other platforms out of the lock file
 * when a registry mirror lacks them, and `npm ci` then refuses the lock. Their names say which platform they are for.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  version?: string;
  optionalDependencies?: Record<string, string>;
  [key: string]: unknown;
}

const FILE = join(__dirname, '..', 'package-lock.json');
const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony', 'sunos', 'aix', 'netbsd', 'openbsd'];
const PROCESSORS = /^(x64|arm64|ia32|arm|ppc64|s390x|riscv64|loong64|wasm32)$/;

const lock = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: Record<string, Package> };
const { '': root, ...packages } = lock.packages;
let added = 0;
for (const [path, { optionalDependencies, dev, license }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    if (packages[`node_modules/${name}`] || packages[`${path}/node_modules/${name}`]) continue;
    const words = name.replace('@', '').split(/[/-]/);
    const cpu = words.find((word) => PROCESSORS.test(word));
    const os = words.find((word) => SYSTEMS.includes(word));
    if (cpu === undefined) continue; // not for a platform: npm itself knows that it may be missing
    const libc = words.includes('musl') ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined;
    packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [cpu],
      ...(dev ? { dev } : {}),
      ...(libc ? { libc: [libc] } : {}),
      ...(license ? { license } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    added++;
  }
}
const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = { '': root as Package, ...Object.fromEntries(sorted) };
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`${added} optional packages added\n`);
