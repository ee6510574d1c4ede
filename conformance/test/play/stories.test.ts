import { requirements } from '@parsec-spec/spec/requirements';
import { parseStory, type StoryCall, type StoryLine, storyLines, storyText } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrganizationOutcome, OrganizationRequest, Status } from '../../src/model/calls.ts';
import { correctOutcomes, stateAfter } from '../../src/model/organization-model.ts';
import { emptyOrganization, type OrganizationState, withStream } from '../../src/model/state.ts';
import { bootstrapped } from '../../src/model/transitions/certificates.ts';
import { closedBy } from '../../src/model/transitions/sent-events.ts';
import { anyCall } from '../../src/play/any-call.ts';
import { anyWeights } from '../../src/play/any-weights.ts';
import { callsOf, listedCommands } from '../../src/play/listed-calls.ts';
import { loadKinds, malformationsOf } from '../../src/play/malformed-requests.ts';
import { nearMisses } from '../../src/play/near-misses.ts';
import { movesOf, requestOf } from '../../src/play/story-requests.ts';
import { callerOf } from '../../src/play/story-states.ts';
import { tableStories } from '../../src/play/table-stories.ts';

const SERVED: readonly Status[] = ['ok', 'not_ready', 200];

const stories = [...requirements, ...tableStories].flatMap(({ id, stories = [] }) =>
  stories.map((story) => ({ id, ...story })),
);

describe('the model gives the answers that a story states', () => {
  test.each(stories)('$id: $text', ({ organization, calls }) => {
    const states = new Map<string, OrganizationState>();
    const first = bootstrapped(
      { ...emptyOrganization, limit: organization.active_users_limit },
      callerOf('alice-laptop'),
      'alice@example.com',
      0,
    );
    for (const [index, line] of calls.entries()) {
      const name = line.in ?? 'first';
      const before = states.get(name) ?? (name === 'first' ? first : uncreated);
      const others = [...states].flatMap(([other, state]) =>
        other === name ? [] : [...state.devices.keys()],
      );
      const moves = line.cmd === 'greeting_run' ? movesOf(line, before) : [line];
      const at = (index + 1) * 1_000_000;
      states.set(
        name,
        moves.reduce((state, move) => afterLine(state, move, at, new Set(others)), before),
      );
    }
  });
});

/** An organization that no call has created. */
const uncreated: OrganizationState = {
  ...emptyOrganization,
  phase: 'none',
  links: 0,
  isSpontaneous: false,
};

/** The state after a call, whose stated answer the model allows. */
function afterLine(
  state: OrganizationState,
  { answer, ...call }: StoryLine,
  now: number,
  strangers: ReadonlySet<string> = new Set(),
): OrganizationState {
  const [words] = storyLines({ organization: { active_users_limit: null }, calls: [call] });
  const request = requestOf(call, state, now, strangers);
  if (request === undefined) throw new Error(`the story lacks a subject of: ${words}`);
  if (call.cmd === 'stream_close') return withStream(state, `${call.by} ${call.stream}`, false);
  const outcomes = correctOutcomes(state, request);
  const isOpen = call.malformed !== undefined && answer === undefined;
  const fitting = outcomes.find(({ status }) =>
    answer === undefined ? isOpen || SERVED.includes(status) : status === answer,
  );
  expect(fitting, `${words}: ${JSON.stringify(outcomes)}`).toBeDefined();
  const chosen = fitting && chosenNames(state, request, fitting);
  const after = stateAfter(state, request, fitting && { ...fitting, ...chosen }) ?? state;
  const closed = SERVED.includes(fitting?.status ?? '') ? closedBy(after, request)?.users : undefined;
  return [...after.streams.keys()]
    .filter((stream) => closed?.includes(after.devices.get(stream.replace(/ .*/, '')) ?? ''))
    .reduce((one, stream) => withStream(one, stream, false), after);
}

/** The names of what a server chooses: the next token of an invitation, or the next attempt. */
function chosenNames(
  { invitations, greetings }: OrganizationState,
  request: OrganizationRequest,
  { token, attempt }: OrganizationOutcome,
) {
  if (token !== 'a new token' && attempt !== 'a new attempt') return {};
  if (request.cmd === 'invite_new_user' || request.cmd === 'invite_new_device') {
    const about = request.cmd === 'invite_new_user' ? request.email : request.by.user;
    return { token: `${about}#${invitations.filter((one) => one.about === about).length + 1}` };
  }
  if (!('move' in request)) return {};
  const place = `${request.token} ${request.greeter}`;
  const number = (greetings.get(place)?.names.length ?? 0) + 1;
  return { attempt: `attempt ${number} of ${request.token} with ${request.greeter}` };
}

test('a story names only mistakes of the table', () => {
  const named = stories.flatMap(({ calls }) =>
    calls.flatMap((call) => ('fault' in call && call.fault !== undefined ? [call] : [])),
  );
  expect(named.length).toBeGreaterThan(80);
  for (const { cmd, fault = '' } of named) expect(Object.keys(nearMisses[cmd])).toContain(fault);
});

test('every call of a generated life has words', async () => {
  const settings = { active_users_limit: null };
  const before = parseStory(
    'alice enrols bob; bob adds phone; alice invites zoe; alice invites a device; alice greets zoe#1 up to step 0; publish terms',
  );
  let state = bootstrapped(emptyOrganization, callerOf('alice-laptop'), 'alice@example.com', 0);
  for (const [index, line] of before.calls.entries()) state = afterLine(state, line, index + 1);
  const kinds = await loadKinds();
  const drawn = fc.sample(anyCallIn(state), { numRuns: 2000, seed: 1 });
  const calls = listedCommands.flatMap((command) => callsOf(command, state)).concat(drawn);
  const malformed = calls.flatMap((call): StoryCall[] => {
    const request = requestOf(call, state, 0);
    return request === undefined
      ? []
      : malformationsOf(request, kinds).map((one) => ({ ...call, malformed: one }));
  });
  const all = [
    ...calls,
    ...new Map(malformed.map((one) => [`${one.cmd} ${one.malformed?.what}`, one])).values(),
  ];
  for (const call of all)
    expect(parseStory(storyText({ organization: settings, calls: [call] })).calls).toEqual([call]);
});

const anyCallIn = (state: OrganizationState): fc.Arbitrary<StoryCall> =>
  anyWeights.chain((weights) => anyCall(state, weights, ['carl-laptop']));
