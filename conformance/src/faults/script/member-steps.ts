import type { Profile } from '@parsec-spec/spec/stories';
import { matchesExpected } from '../../judge/expect.ts';
import type { ScriptStep } from '../script-context.ts';
import { callStep } from './call-step.ts';

/** Alice bootstraps the organization. */
export const bootstrap: ScriptStep = {
  name: 'bootstrap',
  make: (context) => {
    const { organization, known, bootstrapToken: token } = context;
    const ownBootstrap = context.judge.newBootstrap({ token }, { person: context.actor('alice').person });
    return {
      send: () => context.judge.rpc.anonymous(organization.id, ownBootstrap.message),
      expected: 'ok',
      after: organization.afterBootstrap(known, ownBootstrap),
    };
  },
};

/** A member enrols a person with a first device. */
export const enrol = (author: string, name: string, profile: Profile = 'STANDARD'): ScriptStep =>
  callStep(`enrol ${name}`, (context) => context.calls.create(context.actor(author), name, profile));

/** A member adds a second device. */
export const addDevice = (name: string): ScriptStep =>
  callStep(`a phone for ${name}`, (context) => context.calls.addDevice(context.actor(name), `${name}-phone`));

export const setProfile = (author: string, name: string, profile: Profile): ScriptStep =>
  callStep(`make ${name} ${profile}`, (context) =>
    context.calls.update(context.actor(author), name, profile),
  );

export const revoke = (author: string, name: string): ScriptStep =>
  callStep(`revoke ${name}`, (context) => context.calls.revoke(context.actor(author), name));

/** A member reads the current terms and accepts them. */
export const accept = (name: string): ScriptStep => ({
  name: `${name} accepts the terms`,
  make: (context) => ({
    send: async () => {
      const { expect, rpc } = context.judge;
      const author = context.actor(name);
      const answer = await rpc.tos(author, { cmd: 'tos_get' }, { label: 'the terms' });
      if (!matchesExpected(answer, 'ok')) return answer;
      const tos_updated_on = expect.instant(expect.reply(answer), 'updated_on', answer);
      return await rpc.tos(author, { cmd: 'tos_accept', tos_updated_on });
    },
    expected: 'ok',
    after: { ...context.known, accepted: new Set([...context.known.accepted, name]) },
  }),
});
