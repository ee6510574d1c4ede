import { readFileSync, writeFileSync } from 'node:fs';
import { answerOf } from './recorded-answers.ts';
import type { ReportEvent } from './report-events.ts';

// Records the answers of parsec-cloud from the event files of runs on it:
// `npm run record-answers -w @parsec-spec/conformance -- EVENTS.ndjson...`, then
// `biome format --write targets/parsec-cloud.answers.json`.
const file = new URL('../../targets/parsec-cloud.answers.json', import.meta.url);
if (process.argv.length < 3) {
  process.stderr.write('usage: npm run record-answers -w @parsec-spec/conformance -- EVENTS.ndjson...\n');
  process.exit(2);
}
const answers: Record<string, unknown> = {};
for (const path of process.argv.slice(2)) {
  for (const line of readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')) {
    const event = JSON.parse(line) as ReportEvent;
    const hasRun =
      event.event === 'check-finished' &&
      event.outcome !== 'notApplicable' &&
      event.outcome !== 'notTestable';
    if (hasRun) answers[event.check] = answerOf(event);
  }
}
const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(sorted, undefined, 1)}\n`);
