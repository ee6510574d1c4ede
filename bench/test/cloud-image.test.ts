import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

test("Scille's image has a variable of its own: PARSEC_SPEC_IMAGE names ours", async () => {
  vi.stubEnv('PARSEC_SPEC_IMAGE', 'ours:1');
  vi.stubEnv('PARSEC_CLOUD_IMAGE', undefined);
  vi.resetModules();
  expect((await import('../src/servers/start.ts')).cloudImage).toBe('parsec-cloud:3.10.0');
  vi.stubEnv('PARSEC_CLOUD_IMAGE', 'theirs:2');
  vi.resetModules();
  expect((await import('../src/servers/start.ts')).cloudImage).toBe('theirs:2');
});
