import { parseArgs } from 'node:util';
import { forms } from './form.ts';
import { circumstances } from './report/circumstances.ts';
import { keptResults, writeDocument } from './report/document.ts';
import { asText } from './report/table.ts';
import { tables } from './report/tables.ts';
import { run } from './run.ts';
import { complain } from './when-interrupted.ts';

const usage = `npm run bench -- [--quick] [--write] [--output text|json]
       npm run bench -- --render

  --quick    less than a minute instead of less than ten: a glance, not to be published
  --write    keeps the figures: results/speed.json, results/speed.svg and the tables of README.md
  --render   measures nothing: makes picture and tables of the figures that are kept
  --output   json: one object on stdout, as results/speed.json has it`;

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
    if (values.output === 'text' || values.output === 'json') return values;
    console.error(`bench: --output is text or json, not ${values.output}\n\n${usage}`);
  } catch (fault) {
    console.error(`bench: ${(fault as Error).message}\n\n${usage}`);
  }
  process.exit(2);
}

const options = read();
if (options.help) console.log(usage);
else if (options.render) writeDocument(keptResults());
else if (process.platform !== 'linux') {
  console.error('bench: servers and loads are put on cores of their own, which is done on Linux alone');
  process.exit(5);
} else {
  const say = (line: string): void => console.error(`bench: ${line}`);
  const results = await run(forms[options.quick ? 'quick' : 'full'], say).catch((fault: Error) =>
    complain('bench', fault),
  );
  if (options.output === 'json') console.log(JSON.stringify(results, null, 2));
  else {
    console.log([...circumstances(results), ''].join('\n'));
    console.log(tables(results).map(asText).join('\n\n'));
  }
  if (options.write) writeDocument(results);
}
