import { cameTo } from '../../case/expect.ts';
import type { Message } from '../../people/certificates.ts';
import type { History } from '../../people/history.ts';
import { type Known, userOf, withUser } from '../known-state.ts';
import type { Life, Step } from '../script-context.ts';

/** The first user founds the organization. */
export const bootstrap: Step = {
  name: 'bootstrap',
  make: (life) => {
    const founding = life.judge.founding({ token: life.bootstrapToken });
    const { person, device } = founding;
    const user = {
      person,
      devices: [device],
      profile: 'ADMIN',
      frozen: false,
      revoked: false,
      agreed: true,
    };
    return {
      send: () => life.judge.rpc.anonymous(life.known.id, founding.message),
      comesTo: 'ok',
      after: { ...life.known, certificates: founding.history.full, users: [user] },
    };
  },
};

/** A member adds certificates to the history of the organization. */
const adding = (
  name: string,
  author: string,
  make: (life: Life) => { readonly message: Message; readonly history: History },
  change: (known: Known, life: Life) => Known,
): Step => ({
  name,
  make: (life) => {
    const made = make(life);
    const certificates = [...life.known.certificates, ...made.history.full];
    return {
      send: () => life.judge.members.send(life.member(author), made, name),
      comesTo: 'ok',
      after: change({ ...life.known, certificates }, life),
    };
  },
});

/** A member enrols a person with a first device. */
export const enrol = (author: string, name: string, profile = 'STANDARD'): Step =>
  adding(
    `enrol ${name}`,
    author,
    (life) =>
      life.judge.members.enrolment(life.member(author), { person: life.judge.cast.newcomer(name), profile }),
    (known, { judge }) => {
      const person = judge.cast.newcomer(name);
      const user = { person, devices: [person.device], profile, frozen: false, revoked: false, agreed: true };
      return { ...known, users: [...known.users, user] };
    },
  );

/** A member adds a second device. */
export const addDevice = (name: string): Step =>
  adding(
    `a phone for ${name}`,
    name,
    (life) =>
      life.judge.members.addition(life.member(name), { device: life.judge.cast.device(`${name}-phone`) }),
    (known, { judge }) =>
      withUser(known, name, {
        devices: [...userOf(known, name).devices, judge.cast.device(`${name}-phone`)],
      }),
  );

export const setProfile = (author: string, name: string, profile: string): Step =>
  adding(
    `make ${name} ${profile}`,
    author,
    (life) => life.judge.members.profileChange(life.member(author), userOf(life.known, name).person, profile),
    (known) => withUser(known, name, { profile }),
  );

export const revoke = (author: string, name: string): Step =>
  adding(
    `revoke ${name}`,
    author,
    (life) => life.judge.members.revocation(life.member(author), userOf(life.known, name).person),
    (known) => withUser(known, name, { revoked: true }),
  );

/** A member reads the current terms and accepts them. */
export const accept = (name: string): Step => ({
  name: `${name} accepts the terms`,
  make: (life) => ({
    send: async () => {
      const { expect, rpc } = life.judge;
      const shown = await rpc.tos(life.member(name), { cmd: 'tos_get' }, { label: 'the terms' });
      if (!cameTo(shown, 'ok')) return shown;
      const tos_updated_on = expect.instant(expect.reply(shown), 'updated_on', shown);
      return await rpc.tos(life.member(name), { cmd: 'tos_accept', tos_updated_on });
    },
    comesTo: 'ok',
    after: withUser(life.known, name, { agreed: true }),
  }),
});
