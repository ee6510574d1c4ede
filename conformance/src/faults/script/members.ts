import { matchesExpected } from '../../case/expect.ts';
import type { AddedCertificates } from '../../people/added-certificates.ts';
import type { Message } from '../../people/certificates.ts';
import { type KnownState, userOf, withUser } from '../known-state.ts';
import type { ScriptContext, ScriptStep } from '../script-context.ts';

/** The first user bootstraps the organization. */
export const bootstrap: ScriptStep = {
  name: 'bootstrap',
  make: (context) => {
    const founding = context.judge.founding({ token: context.bootstrapToken });
    const { person, device } = founding;
    const user = {
      person,
      devices: [device],
      profile: 'ADMIN',
      frozen: false,
      revoked: false,
      hasAcceptedTerms: true,
    };
    return {
      send: () => context.judge.rpc.anonymous(context.known.id, founding.message),
      expected: 'ok',
      after: { ...context.known, certificates: founding.added.full, users: [user] },
    };
  },
};

/** A step in which a member adds certificates. `change`: its further effect on the known state. */
const certificateStep = (
  name: string,
  author: string,
  make: (context: ScriptContext) => { readonly message: Message; readonly added: AddedCertificates },
  change: (known: KnownState, context: ScriptContext) => KnownState,
): ScriptStep => ({
  name,
  make: (context) => {
    const made = make(context);
    const certificates = [...context.known.certificates, ...made.added.full];
    return {
      send: () => context.judge.members.send(context.member(author), made, name),
      expected: 'ok',
      after: change({ ...context.known, certificates }, context),
    };
  },
});

/** A member enrols a person with a first device. */
export const enrol = (author: string, name: string, profile = 'STANDARD'): ScriptStep =>
  certificateStep(
    `enrol ${name}`,
    author,
    (context) =>
      context.judge.members.enrolment(context.member(author), {
        person: context.judge.cast.newUser(name),
        profile,
      }),
    (known, { judge }) => {
      const person = judge.cast.newUser(name);
      const user = {
        person,
        devices: [person.device],
        profile,
        frozen: false,
        revoked: false,
        hasAcceptedTerms: true,
      };
      return { ...known, users: [...known.users, user] };
    },
  );

/** A member adds a second device. */
export const addDevice = (name: string): ScriptStep =>
  certificateStep(
    `a phone for ${name}`,
    name,
    (context) =>
      context.judge.members.addition(context.member(name), {
        device: context.judge.cast.device(`${name}-phone`),
      }),
    (known, { judge }) =>
      withUser(known, name, {
        devices: [...userOf(known, name).devices, judge.cast.device(`${name}-phone`)],
      }),
  );

export const setProfile = (author: string, name: string, profile: string): ScriptStep =>
  certificateStep(
    `make ${name} ${profile}`,
    author,
    (context) =>
      context.judge.members.profileChange(
        context.member(author),
        userOf(context.known, name).person,
        profile,
      ),
    (known) => withUser(known, name, { profile }),
  );

export const revoke = (author: string, name: string): ScriptStep =>
  certificateStep(
    `revoke ${name}`,
    author,
    (context) => context.judge.members.revocation(context.member(author), userOf(context.known, name).person),
    (known) => withUser(known, name, { revoked: true }),
  );

/** A member reads the current terms and accepts them. */
export const accept = (name: string): ScriptStep => ({
  name: `${name} accepts the terms`,
  make: (context) => ({
    send: async () => {
      const { expect, rpc } = context.judge;
      const shown = await rpc.tos(context.member(name), { cmd: 'tos_get' }, { label: 'the terms' });
      if (!matchesExpected(shown, 'ok')) return shown;
      const tos_updated_on = expect.instant(expect.reply(shown), 'updated_on', shown);
      return await rpc.tos(context.member(name), { cmd: 'tos_accept', tos_updated_on });
    },
    expected: 'ok',
    after: withUser(context.known, name, { hasAcceptedTerms: true }),
  }),
});
