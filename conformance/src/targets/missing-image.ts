import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TargetError } from './target-error.ts';

/**
 * An image that is not on this machine, with the one line that gets it: nothing is pulled behind
 * the user's back.
 */
export function missingImage(image: string): TargetError {
  return new TargetError('prerequisite', `the image ${image} is not on this machine`, wayToGet(image));
}

/**
 * In a checkout, the checkout's own script. In the package, the script that it ships. Otherwise a
 * pull by the user.
 */
function wayToGet(image: string): string {
  const [name = image] = image.split(':');
  if (name === 'parsec-spec' && existsSync(fromHere('../../../cli/image/build.ts'))) return 'npm run image';
  if (existsSync(fromHere(`../../targets/${name}/build.sh`)) && existsSync(fromHere('../../../launch.mjs')))
    return `npm run image:${name}`;
  const packed = ['../..', '../../..'].map((up) => fromHere(`${up}/targets/${name}/build.sh`));
  const found = packed.find((file) => existsSync(file));
  return found === undefined ? `docker pull ${image}` : `sh ${relative(process.cwd(), found)}`;
}

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
