import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCredentials, planEnvironment } from '../../../scripts/plan';
import { removeFolders, temporaryFolder } from '../pipeline';

afterAll(removeFolders);

describe('credentials are looked for where the provider looks', () => {
  const home = temporaryFolder();

  test('nowhere', () => {
    expect(hasCredentials({}, home)).toBe(false);
    expect(hasCredentials({ AWS_ACCESS_KEY_ID: 'half of a pair' }, home)).toBe(false);
  });

  test('in the environment', () => {
    expect(hasCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, home)).toBe(true);
    expect(hasCredentials({ AWS_PROFILE: 'work' }, home)).toBe(true);
    expect(hasCredentials({ AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, home)).toBe(true);
  });

  test('in a file', () => {
    const file = join(home, 'credentials');
    writeFileSync(file, '[default]\n');
    expect(hasCredentials({ AWS_SHARED_CREDENTIALS_FILE: file }, home)).toBe(true);
  });
});

describe('offline or not', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const none = { AWS_SHARED_CREDENTIALS_FILE: '/none/credentials', AWS_CONFIG_FILE: '/none/config' };

  test('without credentials the plan is offline, unless told otherwise', () => {
    expect(planEnvironment(none).MILLRACE_OFFLINE).toBe('1');
    expect(planEnvironment({ ...none, MILLRACE_OFFLINE: '0' }).MILLRACE_OFFLINE).toBe('0');
  });

  test('with credentials it is not, unless told so; a profile then mustn’t get in the way', () => {
    expect(planEnvironment(keys)).toEqual(keys);
    expect(planEnvironment({ AWS_PROFILE: 'work', MILLRACE_OFFLINE: '1' }).AWS_PROFILE).toBeUndefined();
  });

  test('the emulator needs none', () => {
    expect(planEnvironment({ ...none, MILLRACE_TARGET: 'emulator' })).not.toHaveProperty('MILLRACE_OFFLINE');
  });
});
