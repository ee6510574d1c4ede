import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLine } from '@parsec-spec/conformance/source-locations';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const isCheckout = existsSync(join(root, 'launch.mjs'));

/** A location as text: `FILE:LINE`, which editors and terminals open. */
export const locationText = ({ file, line }: SourceLine): string =>
  `${file}:${line}${isCheckout ? '' : ' (in the repository)'}`;
