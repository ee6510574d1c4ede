// Starts a server with a database and a disk and reports it. Ends in order at the end of its input,
// unless it is killed.
import { once } from 'node:events';
import { containerNodes } from '../../src/targets/deployment/container-nodes.ts';
import { openTarget } from '../../src/targets/open-target.ts';

const target = await openTarget('image:parsec-cloud:3.10.0', { with: 'postgres' });
const disk = await containerNodes(
  'postgres:18',
  {
    recipe: {},
    hasFile: true,
    administrationToken: '',
    deadlineMs: 0,
    signal: undefined,
    databases: undefined,
  },
  {},
).disk?.();
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
await disk?.remove();
await target.close();
process.exit(0);
