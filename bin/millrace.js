#!/usr/bin/env node
// A checkout runs from its TypeScript sources, an installed package from what the build made of them.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, '..', 'cli', 'main.ts'))) {
  require('tsx/cjs');
  require('../cli/main.ts');
} else {
  require('../dist/cli/main.js');
}
