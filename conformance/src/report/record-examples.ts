import { readFileSync, writeFileSync } from 'node:fs';
import { type ExampleRequest, exampleOf } from './example-request.ts';
import type { CheckFinished, ReportEvent } from './report-events.ts';

// Records one request of each requirement from the event file of a run on the reference server:
// `npx parsec-spec validate memory:reference --report ndjson=EVENTS.ndjson`, then
// `npm run record-examples -w @parsec-spec/conformance -- EVENTS.ndjson`.
const file = new URL('../../targets/reference.examples.json', import.meta.url);
const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: npm run record-examples -w @parsec-spec/conformance -- EVENTS.ndjson\n');
  process.exit(2);
}

/** A simple check is preferred: one with a twin, of this requirement only, without a case. */
const weight = ({ check, valid, lines }: ExampleRequest, id: string): number =>
  (lines.some((line) => line.startsWith('!')) ? 0 : 8) +
  (valid === undefined ? 4 : 0) +
  (check === id || check.startsWith(`${id}#`) ? 0 : 2) +
  (check === id ? 0 : 1);

const events = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as ReportEvent)
  .filter((event): event is CheckFinished => event.event === 'check-finished')
  .filter(({ kind, outcome }) => kind === 'server' && outcome === 'pass')
  .sort((a, b) => a.requirements.length - b.requirements.length || (a.check < b.check ? -1 : 1));
const examples = new Map<string, ExampleRequest>();
for (const event of events) {
  for (const { id, sentence } of event.requirements) {
    const example = exampleOf(event, sentence);
    const present = examples.get(id);
    if (example !== undefined && (present === undefined || weight(example, id) < weight(present, id)))
      examples.set(id, example);
  }
}
const lines = [...examples]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([id, example]) => `${JSON.stringify(id)}: ${JSON.stringify(example)}`);
writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
