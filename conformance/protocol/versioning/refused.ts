import { honest, events, type Route, rpcRoutes } from '../../src/routes/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['events'] as const;

/** On each route, every such `Api-Version` is answered 422, and the honest one served. */
async function refused(judge: Judge, routes: readonly Route[], versions: readonly (string | null)[]) {
  const caller = await honest(judge);
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

const malformed = ['<dummy>', '5', '5.', '.6', 'a.b', '5.6.1', ''];
const unserved = ['3.99', '4.0', '6.0', '56.0'];

verifies('versioning/header-required', (judge) => refused(judge, rpcRoutes, [null]));
verifies('versioning/header-required', { needs, case: 'events' }, (judge) =>
  refused(judge, [events], [null]),
);
verifies('versioning/header-well-formed', (judge) => refused(judge, rpcRoutes, malformed));
verifies('versioning/header-well-formed', { needs, case: 'events' }, (judge) =>
  refused(judge, [events], malformed),
);
verifies('versioning/major-served', (judge) => refused(judge, rpcRoutes, unserved));
verifies('versioning/major-served', { needs, case: 'events' }, (judge) => refused(judge, [events], unserved));

verifies('versioning/version-first', async (judge) => {
  const nobody = {
    target: `/authenticated/${judge.newName()}`,
    change: { 'Content-Type': null, Authorization: null },
  };
  const { author } = await judge.bootstrapped();
  const call = (version: string | null) =>
    judge.rpc.authenticated(author, new Uint8Array(), {
      ...nobody,
      change: { ...nobody.change, 'Api-Version': version },
    });
  for (const version of [null, '3.99'])
    judge.expect.answer(await call(version), 422, `everything wrong, Api-Version ${version ?? 'missing'}`);
  judge.expect.answer(await call('5.6'), [401, 404, 415], 'everything wrong but the version');
  judge.expect.reply(await judge.rpc.authenticated(author, { cmd: 'organization_info' }));
});
