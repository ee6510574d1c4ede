import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  createHonestCallers,
  eventsRoute,
  type Route,
  rpcRoutes,
} from '../../../src/vocabulary/actions/routes.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';

const needs = ['events'] as const;

/** Asserts that on each route every such `Api-Version` gets 422, and the valid one succeeds. */
async function expectRefused(judge: Judge, routes: readonly Route[], versions: readonly (string | null)[]) {
  const caller = await createHonestCallers(judge);
  for (const { name, call, served } of routes) {
    for (const version of versions) {
      const label = `${name}, ${version === null ? 'no Api-Version' : `Api-Version: ${version}`}`;
      const broken = await call(judge, caller, { change: { 'Api-Version': version }, label });
      judge.expect.answer(broken, 422, label);
    }
    const valid = await call(judge, caller, { label: 'valid' });
    judge.expect.answer(valid, served, `${name}, with an honest version`);
  }
}

const malformedVersions = ['<dummy>', '5', '5.', '.6', 'a.b', '5.a', '5.6x', '5.6.1', '5.-1', ''];
const unservedVersions = ['3.99', '4.0', '6.0', '56.0'];

verifies('versioning/header-required', (judge) => expectRefused(judge, rpcRoutes, [null]));
verifies('versioning/header-required', { needs, case: 'events' }, (judge) =>
  expectRefused(judge, [eventsRoute], [null]),
);
verifies('versioning/header-well-formed', (judge) => expectRefused(judge, rpcRoutes, malformedVersions));
verifies('versioning/header-well-formed', { needs, case: 'events' }, (judge) =>
  expectRefused(judge, [eventsRoute], malformedVersions),
);
verifies('versioning/major-served', (judge) => expectRefused(judge, rpcRoutes, unservedVersions));
verifies('versioning/major-served', { needs, case: 'events' }, (judge) =>
  expectRefused(judge, [eventsRoute], unservedVersions),
);

/** A call with several mistakes, one of which is the version. `name` is the path segment. */
async function versionFirst(judge: Judge, name: string): Promise<void> {
  const { author } = await judge.common();
  const wrong = { 'Content-Type': null, Authorization: null };
  const call = (version: string | null) =>
    judge.rpc.authenticated(author, new Uint8Array(), {
      target: `/authenticated/${name}`,
      change: { ...wrong, 'Api-Version': version },
    });
  for (const version of [null, '3.99'])
    judge.expect.answer(await call(version), 422, `everything wrong, Api-Version ${version ?? 'missing'}`);
  judge.expect.answer(await call(apiVersion), [401, 404, 415], 'everything wrong but the version');
  judge.expect.reply(await askOrganization(judge, author));
}

verifies('versioning/version-first', (judge) => versionFirst(judge, judge.newName()));
verifies('versioning/version-first', { case: 'no-name' }, (judge) => versionFirst(judge, '%C0'));

verifies('versioning/version-first', { needs, case: 'events' }, async (judge) => {
  const { author } = await judge.common();
  const target = `/authenticated/${judge.newName()}/events`;
  const call = (version: string | null) =>
    judge.rpc.events(author, {
      target,
      change: { Accept: null, Authorization: null, 'Api-Version': version },
    });
  for (const version of [null, '3.99'])
    judge.expect.answer(await call(version), 422, `everything wrong, Api-Version ${version ?? 'missing'}`);
  judge.expect.answer(await call(apiVersion), [401, 404, 406], 'everything wrong but the version');
  judge.expect.answer(await judge.rpc.events(author), 200, 'an honest listener');
});
