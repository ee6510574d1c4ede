// Opens the target named by the argument, prints the configuration of its server, and waits to be
// killed.
import { openTarget } from '../../src/targets/open-target.ts';

const target = await openTarget(process.argv[2] ?? '');
if (target.kind !== 'client') {
  console.log(await (await fetch(target.address)).text());
}
setTimeout(() => process.exit(1), 30_000);
