import type { Exchange } from '../../exchange/index.ts';
import { claimerSide, greeterSide } from '../../greeting/index.ts';
import {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
} from '../../invitations/index.ts';
import type { Judge } from '../../judge/index.ts';
import type { Greeting } from '../organization/request.ts';
import type { Call } from './call.ts';
import type { Company, Place } from './company.ts';

/** Calls that are not dated: invitations, what members read, and moves of greetings. */
export const calls = (company: Company) => ({
  inviteUser: (place: Place, email: string): Call => ({
    request: { cmd: 'invite_new_user', by: place.caller, email },
    send: (judge) => askUserInvitation(judge, place, email),
  }),
  inviteDevice: (place: Place): Call => ({
    request: { cmd: 'invite_new_device', by: place.caller },
    send: (judge) => askDeviceInvitation(judge, place),
  }),
  end: (place: Place, cmd: 'invite_cancel' | 'invite_complete', token: string): Call => ({
    request: { cmd, by: place.caller, token },
    send: (judge) =>
      (cmd === 'invite_cancel' ? cancelInvitation : completeInvitation)(
        judge,
        place,
        company.names.invitation(token),
      ),
  }),
  list: (place: Place): Call => ({
    request: { cmd: 'invite_list', by: place.caller },
    send: (judge) => judge.rpc.authenticated(place, { cmd: 'invite_list' }),
  }),
  info: (token: string): Call => ({
    request: { cmd: 'invite_info', token },
    send: (judge) => askInfo(judge, company.names.invitation(token)),
  }),
  certificates: (place: Place): Call => ({
    request: { cmd: 'certificate_get', by: place.caller, after: null },
    send: (judge) =>
      judge.rpc.authenticated(place, {
        cmd: 'certificate_get',
        common_after: null,
        sequester_after: null,
        shamir_recovery_after: null,
        realm_after: {},
      }),
  }),
  freeze: (user: string, frozen: boolean): Call => ({
    request: { cmd: frozen ? 'user_freeze' : 'user_unfreeze', user },
    send: ({ administration }) =>
      alone(company, user, () =>
        administration.freeze(company.organization, { frozen, user_id: company.person(user).userId.hex }),
      ),
  }),
  expire: (expired: boolean): Call => ({
    request: { cmd: expired ? 'organization_expire' : 'organization_unexpire' },
    send: ({ administration }) =>
      alone(company, company.organization, () =>
        administration.patch(company.organization, { is_expired: expired }),
      ),
  }),
  organizationInfo: (place: Place): Call => ({
    request: { cmd: 'organization_info', by: place.caller },
    send: (judge) => judge.rpc.authenticated(place, { cmd: 'organization_info' }),
  }),
  /** A move by the greeter's device, or by the claimer where there is none. */
  greet: (
    where: { readonly token: string; readonly greeter: string },
    place: Place | undefined,
    move: Pick<Greeting, 'move' | 'attempt' | 'step' | 'reason'>,
  ): Call => {
    const { token, greeter } = where;
    const party = place === undefined ? 'claimer' : 'greeter';
    const action = {
      start: 'start_greeting_attempt',
      step: 'step',
      cancel: 'cancel_greeting_attempt',
    } as const;
    const by = place === undefined ? {} : { by: place.caller };
    return {
      request: { cmd: `invite_${party}_${action[move.move]}`, ...by, token, greeter, party, ...move },
      send: (judge) => perform(judge, company, where, place, move),
    };
  },
});

async function alone(company: Company, whom: string, ask: () => Promise<Exchange>): Promise<Exchange> {
  company.busy.add(whom);
  const exchange = await ask();
  company.busy.delete(whom);
  return exchange;
}

function perform(
  judge: Judge,
  company: Company,
  { token, greeter }: { readonly token: string; readonly greeter: string },
  place: Place | undefined,
  { move, attempt = '', step = 0, reason }: Pick<Greeting, 'move' | 'attempt' | 'step' | 'reason'>,
): Promise<Exchange> {
  const invitation = company.names.invitation(token);
  const side =
    place === undefined
      ? claimerSide(
          judge,
          invitation,
          company.person(greeter).userId,
          company.halves(token, greeter, 'claimer'),
        )
      : greeterSide(judge, place, invitation, company.halves(token, greeter, 'greeter'));
  if (move === 'start') return side.start();
  const id = company.names.attemptId(attempt);
  return move === 'step' ? side.step(id, step) : side.cancel(id, reason);
}
