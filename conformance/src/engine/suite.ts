import { apiVersion } from '../judge/api-version.ts';
import own from '../../package.json' with { type: 'json' };

/** Which suite this is: name, version, and the set of requirements that it judges by. */
export const suite = {
  name: 'parsec-spec',
  version: own.version,
  requirementSet: `parsec-${apiVersion}/${own.version}`,
} as const;
