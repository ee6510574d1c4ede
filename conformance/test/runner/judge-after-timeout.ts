// Runs a check that never ends on the server at the given address: it either blocks or sends
// requests in a loop. Prints its outcome.
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { urlTarget } from '../support/sample-server.ts';

const [address = '', requests] = process.argv.slice(2);
const check = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) => {
  await judge.http({ target: '/' });
  if (requests === undefined) await new Promise(() => undefined);
  for (;;) await judge.http({ target: '/' });
});
const server = await urlTarget(address);
const [done] = await judged({
  server,
  checks: [check],
  seed: '1',
  run: 'abcdef',
  timeout: 300,
  again: false,
  withoutPreflight: {},
});
console.log(done?.outcome, done?.observed);
