import type { Operation } from '../operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
import type { OrganizationState } from './state.ts';
import { toldCertificate, toldInvitation } from './told-names.ts';

/** What an organization is in a state, as far as some calls speak of it: one fact a line. */
export function toldState(
  state: OrganizationState,
  about: readonly Operation<OrganizationRequest, OrganizationOutcome>[],
): readonly string[] {
  const spoken = JSON.stringify(about.map(({ request, outcome }) => [request, outcome]));
  const isSpokenOf = (...names: readonly string[]) => names.some((name) => spoken.includes(`"${name}"`));
  const people = [...state.users].filter(([name, { email }]) => isSpokenOf(name, email));
  const invitations = state.invitations.filter(({ token, about: claimer }) => isSpokenOf(token ?? claimer));
  const last = state.certificates.at(-1);
  const reads = about.some(({ request }) => request.cmd === 'certificate_get');
  const writes = about.some(({ request }) => 'at' in request);
  return [
    ...(state.expired ? ['expired'] : []),
    ...people.map(
      ([name, { profile, revoked, frozen }]) =>
        `${name} ${profile}${revoked ? ', revoked' : ''}${frozen ? ', frozen' : ''}`,
    ),
    ...invitations.map((one) => `invitation ${toldInvitation(one)}`),
    ...(state.limit === null || !writes ? [] : [`at most ${state.limit} active users`]),
    ...(last !== undefined && (reads || writes)
      ? [`${state.certificates.length} certificates, the last: ${toldCertificate(last.name)}`]
      : []),
    ...[...state.greetings].flatMap(([key, { names, model }]) =>
      isSpokenOf(...names.filter((name) => name !== null))
        ? [
            `greeting ${key}: attempts ${names.map((name, index) => `${name}${model.attempts[index]?.cancelled === null ? '' : ' cancelled'}`).join(', ')}`,
          ]
        : [],
    ),
  ];
}
