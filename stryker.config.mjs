/** `npm run mutate`: changes in the code that the tests must find. */
export default {
  plugins: ['./test/mutation/runner.mjs'],
  testRunner: 'millrace',
  coverageAnalysis: 'perTest',
  mutate: ['runtime/windows/**/*.ts', 'runtime/operators/**/*.ts', 'runtime/functions/**/*.ts'],
  disableTypeChecks: false,
  ignorePatterns: ['.millrace', 'dist', 'cdktf.out', 'bridge/target'],
  reporters: ['clear-text', 'json', 'progress'],
  jsonReporter: { fileName: '.millrace/mutation/report.json' },
  tempDirName: '.millrace/mutation/sandbox',
  concurrency: 2,
};
