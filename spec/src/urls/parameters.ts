import { organizationId } from '../scalars/index.ts';
import { type LinkRefusal, refuse } from './link-refusal.ts';

/**
 * The organization that is the only segment of a path (LINK-01, LINK-09). Another path, bad UTF-8
 * or a bad identifier is refused.
 */
export function organizationIn(path: string): string | LinkRefusal {
  const read = organizationId(decoded(path.slice(1)));
  return read.ok
    ? read.value
    : refuse('organization', `an organization identifier as the path: ${read.expected}`);
}

/** The single value of the parameter `a` or `p`. A missing or repeated parameter is refused. */
export function onlyValue(parameters: URLSearchParams, name: 'a' | 'p'): string | LinkRefusal {
  const values = parameters.getAll(name);
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  return refuse(name === 'a' ? 'action' : 'payload', `exactly one parameter ${name}`);
}

/** Requires one of the actions. */
export function actionIn<A extends string>(
  parameters: URLSearchParams,
  actions: readonly A[],
): A | LinkRefusal {
  const value = onlyValue(parameters, 'a');
  if (typeof value !== 'string') return value;
  return actions.find((action) => action === value) ?? refuse('action', `a=${actions.join(' or a=')}`);
}

// Bad UTF-8 becomes a character that no identifier contains.
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
