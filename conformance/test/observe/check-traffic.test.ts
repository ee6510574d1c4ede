import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import { readTraffic } from '../../src/observe/traffic.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { alterFirst } from '../support/observe/alter-traffic.ts';
import { honestJourney, type Journey } from '../support/observe/honest-journey.ts';
import { access } from './cases/access.ts';
import { type Case, command, lists, longStream } from './cases/case.ts';
import { certificates } from './cases/certificates.ts';
import { clientRequests } from './cases/client-requests.ts';
import { eventStreams } from './cases/event-streams.ts';
import { greetings } from './cases/greetings.ts';
import { serverAnswers } from './cases/server-answers.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await honestJourney();
});
afterAll(() => journey?.remove());

const cases: readonly Case[] = [
  ...clientRequests,
  ...greetings,
  ...serverAnswers,
  ...access,
  ...certificates,
  ...eventStreams,
];

test('honest traffic breaks no rule', () => {
  const { verdict, rules } = checkTraffic(journey.traffic);
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  expect(verdict).toBe('pass');
});

test('each rule that honest traffic shows is broken by a case', () => {
  const shown = checkTraffic(journey.traffic).rules.map(({ side, requirement }) => `${side} ${requirement}`);
  const broken = new Set(cases.flatMap(({ side, rule, also = [] }) => [`${side} ${rule}`, ...also]));
  expect(
    shown.filter((rule) => !broken.has(rule)),
    'add a case that breaks the rule to `cases`',
  ).toEqual([
    // To break these, the test would have to sign with the keys of the journey's clients.
    'client revoked_user_certificate/fields',
    'client user_update_certificate/fields',
    'server user_create/coherent-certificates-accepted',
  ]);
});

test('a long honest stream breaks no rule, and has its events', () => {
  const { rules } = checkTraffic(longStream(journey.traffic, 'none').traffic);
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  const ids = rules.map(({ requirement }) => requirement);
  expect(ids).toEqual(
    expect.arrayContaining([
      'events/keepalive',
      'events_listen/certificate-event',
      'events_listen/invitation-event',
    ]),
  );
});

test('nothing is judged in traffic of other programs', () => {
  const { traffic } = alterFirst(journey.traffic, command('invite_list'), { target: '/favicon.ico' });
  const foreign = readTraffic(traffic).filter(({ route }) => route === 'other');
  expect(foreign).toHaveLength(1);
  expect(checkTraffic(foreign)).toMatchObject({ verdict: 'none', exchanges: 1, rules: [] });
  expect(checkTraffic([])).toMatchObject({ verdict: 'none', exchanges: 0, rules: [] });
});

test('a cut body is not judged, and is counted', () => {
  const all = readTraffic(journey.traffic);
  const [get] = all.filter((one) => lists(one, all));
  if (get?.exchange.response === undefined) throw new Error('no certificate_get');
  const { request, response, durationMs } = get.exchange;
  const half = { ...response, body: response.body.subarray(0, 50), length: response.body.length };
  const cut = { startedAt: get.startedAt, exchange: new Exchange(request, half, durationMs) };
  const { verdict, cutBodies, rules } = checkTraffic([cut]);
  expect([verdict, cutBodies]).toEqual(['pass', 1]);
  expect(rules.map(({ requirement }) => requirement)).not.toContain('transport/handled-command-is-200');
});

test.each(cases.map((each, index) => [`${index} ${each.side} ${each.rule}`, each] as const))(
  'traffic that breaks one rule is judged to break it: %s',
  (_, { side, rule, also = [], make }) => {
    const { traffic, number } = make(journey.traffic);
    const broken = checkTraffic(traffic).rules.filter(({ broken: count }) => count > 0);
    const names = broken.map((each) => `${each.side} ${each.requirement}`);
    expect(names.toSorted()).toEqual([`${side} ${rule}`, ...also].toSorted());
    const found = broken.find((each) => each.side === side && each.requirement === rule);
    expect(found?.violations.map(({ exchange }) => exchange)).toContain(number);
  },
);
