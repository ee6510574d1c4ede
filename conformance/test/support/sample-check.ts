import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CheckOptions, ServerCheck } from '../../src/judge/check.ts';
import type { Judge } from '../../src/judge/judge.ts';

/** A server check that is not in the registry. */
export function sampleCheck(
  requirement: RequirementId,
  options: CheckOptions = {},
  body: (judge: Judge) => Promise<void> = () => Promise.resolve(),
): ServerCheck {
  const id = options.case === undefined ? requirement : `${requirement}#${options.case}`;
  return { ...options, kind: 'server', id, requirements: [requirement], body };
}
