import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CheckOptions } from './check.ts';
import type { ClientJudge } from './client-judge.ts';
import type { Judge } from './judge.ts';
import { register } from './registry.ts';

type Ids = RequirementId | readonly [RequirementId, ...RequirementId[]];
type Body<J> = (judge: J) => Promise<void>;

/**
 * Registers a check of a server. The requirements' texts describe the check.
 *
 * @param ids - one requirement id or several; the first one begins the id of the check
 * @param body - judges the server; throws {@link Failure} if it breaks a requirement
 * @throws CheckError (`duplicate-check`) if another check has the same id, (`unknown-requirement`) if
 *   the specification lacks one of the requirements
 * @example
 * verifies('organization_bootstrap/first-user-is-admin', async (judge) => {
 *   const organization = await judge.organization();
 *   await judge.twin({
 *     broken: () => judge.bootstrap(organization, { user: { profile: 'STANDARD' } }),
 *     refused: 'invalid_certificate',
 *     valid: () => judge.bootstrap(organization),
 *   });
 * });
 */
export function verifies(ids: Ids, body: Body<Judge>): void;
export function verifies(ids: Ids, options: CheckOptions, body: Body<Judge>): void;
export function verifies(ids: Ids, optionsOrBody: CheckOptions | Body<Judge>, body?: Body<Judge>): void {
  const [options, run] = split(optionsOrBody, body);
  register({ ...identity(ids, options), kind: 'server', body: run });
}

/**
 * Registers a check of a client, for which the judge runs mock servers.
 *
 * @param ids - one requirement id or several; the id of the check is the first one and `#client`,
 * unless `options.case` is given
 * @param body - judges the client; throws {@link Failure} if it breaks a requirement
 * @throws CheckError (`duplicate-check`) if another check has the same id, (`unknown-requirement`) if
 *   the specification lacks one of the requirements
 */
export function verifiesClient(ids: Ids, body: Body<ClientJudge>): void;
export function verifiesClient(ids: Ids, options: CheckOptions, body: Body<ClientJudge>): void;
export function verifiesClient(
  ids: Ids,
  optionsOrBody: CheckOptions | Body<ClientJudge>,
  body?: Body<ClientJudge>,
): void {
  const [options, run] = split(optionsOrBody, body);
  register({ ...identity(ids, options, 'client'), kind: 'client', body: run });
}

function split<J>(optionsOrBody: CheckOptions | Body<J>, body: Body<J> | undefined): [CheckOptions, Body<J>] {
  if (typeof optionsOrBody === 'function') return [{}, optionsOrBody];
  if (body === undefined) throw new Error('a check needs a body');
  return [optionsOrBody, body];
}

function identity(ids: Ids, options: CheckOptions, kind?: 'client') {
  const requirements: readonly RequirementId[] = typeof ids === 'string' ? [ids] : ids;
  const name = options.case ?? kind;
  return {
    ...options,
    id: name === undefined ? `${requirements[0]}` : `${requirements[0]}#${name}`,
    requirements,
  };
}
