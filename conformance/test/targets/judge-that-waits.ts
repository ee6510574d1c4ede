// Opens the target named by the argument, prints the process id of its server, and waits to be killed.
import { openTarget } from '../../src/targets/index.ts';

const target = await openTarget(process.argv[2] ?? '');
if (target.kind !== 'client') {
  const { pid } = (await (await fetch(target.address)).json()) as { pid: number };
  console.log(pid);
}
setTimeout(() => process.exit(1), 30_000);
