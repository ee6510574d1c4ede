import {
  askDeviceInvitation,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  invitationIn,
} from '../../case/actions/invitations.ts';
import { withInvitation } from '../known-state.ts';
import type { Life, Step } from '../script-context.ts';

const addressOf = (life: Life, name: string): string => life.judge.cast.newcomer(name).email;

/** The last invitation of a claimer, by name; null = a device of the first user. */
export function invitationOf(life: Life, name: string | null): Invitation {
  const claimer = name === null ? null : addressOf(life, name);
  const known = life.known.invitations.findLast((one) => one.claimer === claimer);
  if (known?.token === undefined) throw new Error(`no token for ${name ?? 'the device'}`);
  const token = Uint8Array.from(Buffer.from(known.token, 'hex'));
  return { organization: life.known.id, token, hex: known.token };
}

/** The first user invites a person by name, or (null) a device of her own. */
export const invite = (name: string | null): Step => ({
  name: `invite ${name ?? 'a device'}`,
  make: (life) => {
    const claimer = name === null ? null : addressOf(life, name);
    const { known } = life;
    const invitation = { claimer, status: 'PENDING', token: undefined } as const;
    const after = { ...known, invitations: [...known.invitations, invitation] };
    return {
      send: () =>
        claimer === null
          ? askDeviceInvitation(life.judge, life.member('alice'))
          : askUserInvitation(life.judge, life.member('alice'), claimer),
      comesTo: 'ok',
      after,
      hear: (answer) => {
        const { hex } = invitationIn(life.judge, life.member('alice'), answer);
        life.known = withInvitation(life.known, claimer, { token: hex });
      },
    };
  },
});

/** An invitation ends, in one of both ways. */
export const endInvitation = (name: string | null, status: 'CANCELLED' | 'FINISHED'): Step => ({
  name: `${status === 'CANCELLED' ? 'cancel' : 'complete'} the invitation of ${name ?? 'a device'}`,
  make: (life) => {
    const end = status === 'CANCELLED' ? cancelInvitation : completeInvitation;
    const invitation = invitationOf(life, name);
    return {
      send: () => end(life.judge, life.member('alice'), invitation),
      comesTo: 'ok',
      after: withInvitation(life.known, name === null ? null : addressOf(life, name), { status }),
    };
  },
});
