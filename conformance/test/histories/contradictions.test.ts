import { expect, test } from 'vitest';
import { contradictions, linearize } from '../../src/histories/index.ts';
import { model } from './small-company.ts';
import { adam, alice, history, revokesAdam, type Told, token, updateByAdam } from './told-calls.ts';

const revoked: Told = { request: revokesAdam, called: 1 };
const update: Told = {
  request: updateByAdam,
  called: 2,
  returned: 12,
  outcome: { status: 'ok' },
};
const read: Told = {
  request: { cmd: 'certificate_get', by: alice, after: null },
  called: 20,
  returned: 30,
  outcome: {
    status: 'ok',
    certificates: ['user alice @1', 'adam revoked @5', 'bob becomes OUTSIDER @7'],
    view: 'full',
  },
};
const namesIn = (...calls: Told[]) => {
  const shown = history(...calls);
  const { kind, tried } = linearize(model, shown);
  return contradictions(model, shown, { kind, tried, shown }).map(({ contradiction }) => contradiction);
};

test('what else shows the same wrong write is no contradiction of its own', () => {
  const info: Told = {
    request: { cmd: 'invite_info', token },
    called: 3,
    returned: 11,
    outcome: { status: 'ok', administrators: ['alice'] },
  };
  const turnedAway: Told = {
    request: { cmd: 'organization_info', by: adam },
    called: 0.5,
    returned: 1.5,
    outcome: { status: 461 },
  };
  const name = 'a write → ok beside user_revoke of the author → ok';
  expect(namesIn(revoked, update, read)).toEqual([name]);
  expect(namesIn(revoked, turnedAway, update, info, read)).toEqual([name]);
});

test('what is wrong with other calls is one', () => {
  const ended = (cmd: 'invite_cancel' | 'invite_complete', called: number): Told => ({
    request: { cmd, by: alice, token },
    called,
    returned: called + 5,
    outcome: { status: 'ok' },
  });
  expect(namesIn(revoked, update, read, ended('invite_cancel', 40), ended('invite_complete', 41))).toEqual([
    'a write → ok beside user_revoke of the author → ok',
    'invite_cancel → ok beside invite_complete → ok',
  ]);
});
