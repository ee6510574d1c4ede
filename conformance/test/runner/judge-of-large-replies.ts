// Runs checks, eight at a time, on the server at the given address. Prints their outcomes and the
// peak memory in MiB.
import { loadChecks } from '../../src/judge/registry.ts';
import { judged } from '../support/judged.ts';
import { urlTarget } from '../support/sample-server.ts';

const [address = '', administrationToken] = process.argv.slice(2);
const checks = (await loadChecks()).filter(({ id }) => /^(user|device)_create\//.test(id));
const done = await judged({
  server: await urlTarget(address, administrationToken),
  checks,
  seed: '1',
  run: 'abcdef',
  jobs: 8,
  timeout: 30_000,
  again: false,
  withoutPreflight: { events: true },
});
const results = done.map(({ outcome, message = '', exchanges }) => ({
  outcome,
  message,
  shown: exchanges.length,
}));
console.log(JSON.stringify({ results, peak: Math.round(process.resourceUsage().maxRSS / 1024) }));
