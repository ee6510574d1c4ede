import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TargetError } from './target-error.ts';

/** An image that is not on this machine, with the one line that gets it: nothing is pulled behind the user's back. */
export function missingImage(image: string): TargetError {
  return new TargetError('prerequisite', `the image ${image} is not on this machine`, wayToGet(image));
}

function wayToGet(image: string): string {
  const [name = image] = image.split(':');
  const script = fileURLToPath(new URL(`../../targets/${name}/build.sh`, import.meta.url));
  const packed = fileURLToPath(new URL(`../../../targets/${name}/build.sh`, import.meta.url));
  const found = [script, packed].find((file) => existsSync(file));
  return found === undefined ? `docker pull ${image}` : `sh ${relative(process.cwd(), found)}`;
}
