// Starts a server on a database, and a disk; says so, and ends in good order when its input does, unless it is killed.
import { once } from 'node:events';
import { imageSite } from '../../src/deployment/image-site.ts';
import { openTarget } from '../../src/targets/index.ts';

const target = await openTarget('image:parsec-cloud:3.10.0', { with: 'postgres' });
const disk = await imageSite(
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
