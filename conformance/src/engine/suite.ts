import { apiVersion } from '../judge/api-version.ts';
import own from '../../package.json' with { type: 'json' };

/** Identity of the suite: name, version and requirement set. */
export const suite = {
  name: 'parsec-spec',
  version: own.version,
  requirementSet: `parsec-${apiVersion}/${own.version}`,
} as const;
