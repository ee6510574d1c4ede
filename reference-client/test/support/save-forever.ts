// Alternately saves two contents until it is killed. The first argument is the path.
import { writeSecretFile } from '../../src/platform/node-files.ts';

const [, , path = ''] = process.argv;
const contents = ['A', 'B'].map((letter) => Buffer.from(letter.repeat(900)));
for (let turn = 0; turn < 100_000; turn++) {
  await writeSecretFile(path, contents[turn % 2] ?? Buffer.alloc(0));
  if (turn === 0) process.stdout.write('saving\n');
}
