import { parseArgs } from 'node:util';
import { exitWithError } from './process-exit.ts';
import { keptResults, writeDocument } from './report/results-page.ts';
import { asText, circumstances, tables } from './report/tables.ts';
import { forms, run } from './run.ts';

const usage = `npm run bench -- [--quick] [--write] [--output text|json]
       npm run bench -- --render

  --quick    takes half a minute instead of three; too short for --write
  --write    writes the figures to results/: speed.json, speed.svg and README.md
  --render   makes chart and page from the written figures, without a measurement
  --output   json: one object on stdout, in the form of results/speed.json`;

function read() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        render: { type: 'boolean', default: false },
        output: { type: 'string', default: 'text' },
        help: { type: 'boolean', default: false },
      },
    });
    const problem =
      values.output !== 'text' && values.output !== 'json'
        ? `--output is text or json, not ${values.output}`
        : values.quick && values.write
          ? '--quick is too short for figures that --write keeps: leave out one of them'
          : undefined;
    if (problem === undefined) return values;
    console.error(`bench: ${problem}\n\n${usage}`);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n\n${usage}`);
  }
  process.exit(2);
}

const options = read();
if (options.help) console.log(usage);
else if (options.render) writeDocument(keptResults());
else if (process.platform !== 'linux') {
  console.error('bench: needs Linux, where servers and loads can be pinned to cores');
  process.exit(5);
} else {
  const say = (line: string): void => console.error(`bench: ${line}`);
  const results = await run(forms[options.quick ? 'quick' : 'full'], say).catch((error: Error) =>
    exitWithError('bench', error),
  );
  if (options.output === 'json') console.log(JSON.stringify(results, null, 2));
  else {
    console.log([...circumstances(results), ''].join('\n'));
    console.log(tables(results).map(asText).join('\n\n'));
  }
  if (options.write) writeDocument(results);
}
