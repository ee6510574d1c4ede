import { expect, test } from 'vitest';
import { junitReport } from '../../src/report/junit.ts';
import { sampleLog } from '../support/report/sample-log.ts';

test('JUnit: red is a failure, a check that cannot run is skipped, the rest passes, and the XML holds no control character', async () => {
  const { log } = await sampleLog();
  const xml = junitReport(log);
  expect(xml).toMatch(/<testsuites [^>]*tests="12" failures="6" errors="0" skipped="3"/);
  expect(xml).toMatch(
    /<testcase classname="BOOT" name="organization_bootstrap\/token-works-once#fail"[^>]*>\s*<failure message="[^"]*HTTP 404[^"]*" type="fail">/,
  );
  expect(xml).toMatch(/name="organization_bootstrap\/token-works-once#known"[^>]*>\s*<skipped\/>/);
  expect(xml).toMatch(
    /name="organization_bootstrap\/token-works-once#blocked"[^>]*>\s*<skipped message="blocked: organization_bootstrap\/token-works-once#fail"\/>/,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  expect(xml).not.toContain('<script>');
});
