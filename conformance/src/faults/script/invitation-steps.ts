import type { ScriptContext, ScriptStep } from '../script-context.ts';
import { callStep } from './call-step.ts';

/** The token of the last invitation of a person by name; null: of a device of alice. */
export function tokenOf({ organization, known }: ScriptContext, name: string | null): string {
  const invitee = name === null ? 'alice' : organization.person(name).email;
  const token = known.invitations.findLast(({ about }) => about === invitee)?.token ?? null;
  if (token === null) throw new Error(`no token for ${invitee}`);
  return token;
}

/** Alice invites a person by name. null: a device of her own. */
export const invite = (name: string | null): ScriptStep =>
  callStep(`invite ${name ?? 'a device'}`, (context) =>
    name === null
      ? context.calls.inviteDevice(context.actor('alice'))
      : context.calls.inviteUser(context.actor('alice'), context.organization.person(name).email),
  );

/** Alice cancels or completes an invitation. */
export const endInvitation = (name: string | null, cmd: 'invite_cancel' | 'invite_complete'): ScriptStep =>
  callStep(
    `${cmd === 'invite_cancel' ? 'cancel' : 'complete'} the invitation of ${name ?? 'a device'}`,
    (context) => context.calls.end(context.actor('alice'), cmd, tokenOf(context, name)),
  );
