import {
  askDeviceInvitation,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  invitationIn,
} from '../../case/actions/invitations.ts';
import { withInvitation } from '../known-state.ts';
import type { ScriptContext, ScriptStep } from '../script-context.ts';

const addressOf = (context: ScriptContext, name: string): string => context.judge.cast.newUser(name).email;

/** The last invitation of a claimer, by name; null for the device invitation of the first user. */
export function invitationOf(context: ScriptContext, name: string | null): Invitation {
  const claimer = name === null ? null : addressOf(context, name);
  const known = context.known.invitations.findLast((one) => one.claimer === claimer);
  if (known?.token === undefined) throw new Error(`no token for ${name ?? 'the device'}`);
  const token = Uint8Array.from(Buffer.from(known.token, 'hex'));
  return { organization: context.known.id, token, hex: known.token };
}

/** The first user invites a person by name. null: a device invitation for the first user. */
export const invite = (name: string | null): ScriptStep => ({
  name: `invite ${name ?? 'a device'}`,
  make: (context) => {
    const claimer = name === null ? null : addressOf(context, name);
    const { known } = context;
    const invitation = { claimer, status: 'PENDING', token: undefined } as const;
    const after = { ...known, invitations: [...known.invitations, invitation] };
    return {
      send: () =>
        claimer === null
          ? askDeviceInvitation(context.judge, context.member('alice'))
          : askUserInvitation(context.judge, context.member('alice'), claimer),
      expected: 'ok',
      after,
      readAnswer: (answer) => {
        const { hex } = invitationIn(context.judge, context.member('alice'), answer);
        context.known = withInvitation(context.known, claimer, { token: hex });
      },
    };
  },
});

/** Cancels or completes an invitation. */
export const endInvitation = (name: string | null, status: 'CANCELLED' | 'FINISHED'): ScriptStep => ({
  name: `${status === 'CANCELLED' ? 'cancel' : 'complete'} the invitation of ${name ?? 'a device'}`,
  make: (context) => {
    const end = status === 'CANCELLED' ? cancelInvitation : completeInvitation;
    const invitation = invitationOf(context, name);
    return {
      send: () => end(context.judge, context.member('alice'), invitation),
      expected: 'ok',
      after: withInvitation(context.known, name === null ? null : addressOf(context, name), { status }),
    };
  },
});
