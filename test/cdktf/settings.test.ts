import { readSettings, stackName } from '../../cdktf/settings';

test('without any variables: AWS, us-east-1, local state', () => {
  expect(readSettings({})).toEqual({ target: 'aws', region: 'us-east-1', offline: false });
});

test('the project’s region goes before AWS’s', () => {
  expect(readSettings({ AWS_DEFAULT_REGION: 'a-b-1', AWS_REGION: 'eu-west-1' }).region).toBe('eu-west-1');
  expect(readSettings({ MILLRACE_REGION: 'us-gov-west-1', AWS_REGION: 'eu-west-1' }).region).toBe('us-gov-west-1');
});

test('the shared state is never used for the emulator or for a plan without an account', () => {
  const stateBucket = { MILLRACE_STATE_BUCKET: 'states' };
  expect(readSettings(stateBucket).stateBucket).toBe('states');
  expect(readSettings({ ...stateBucket, MILLRACE_TARGET: 'emulator' })).not.toHaveProperty('stateBucket');
  expect(readSettings({ ...stateBucket, MILLRACE_OFFLINE: '1' })).not.toHaveProperty('stateBucket');
});

test('account, emulator and offline plan each have a folder of their own', () => {
  const names = [{}, { MILLRACE_TARGET: 'emulator' }, { MILLRACE_OFFLINE: '1' }].map((e) => stackName(readSettings(e)));
  expect(names).toEqual(['millrace', 'millrace-emulator', 'millrace-offline']);
});

test('what is wrong is named', () => {
  expect(() => readSettings({ MILLRACE_TARGET: 'azure' })).toThrow('MILLRACE_TARGET is "azure"');
  expect(() => readSettings({ MILLRACE_REGION: 'Frankfurt' })).toThrow('"Frankfurt" is no AWS region');
});
