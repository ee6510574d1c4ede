import { families } from '@parsec-spec/spec/commands';
import type { ServedFamily } from '../targets/index.ts';
import type { CheckRun } from './run-check.ts';

/** The longest first, because one route is a prefix of another. */
const routes = Object.entries(families)
  .map(([family, { route }]) => ({ family: family as ServedFamily, route }))
  .sort((left, right) => right.route.length - left.route.length)
  .map(({ family, route }) => {
    const pattern = route.replace('{organization_id}', '[^/?]+');
    return { family, pattern: new RegExp(`^${pattern}(?=[/?]|$)`) };
  });

/**
 * The family on whose route a check failed, if the target serves none of it. Rules common to many
 * families are tested on each.
 */
export function metUnserved(
  { finding, record }: CheckRun,
  served: readonly ServedFamily[],
): ServedFamily | undefined {
  if (finding.kind !== 'broken') return undefined;
  const { target = '' } = (finding.exchange ?? record.exchanges.at(-1))?.request ?? {};
  const family = routes.find(({ pattern }) => pattern.test(target))?.family;
  return family === undefined || served.includes(family) ? undefined : family;
}
