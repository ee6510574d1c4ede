import { near } from '@parsec-spec/spec/arbitraries';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import { commandFacts, type Family, families } from '@parsec-spec/spec/commands';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/judge/check.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { runChecks } from '../support/mutant.ts';

const seed = 20261125;
const commands = (Object.keys(families) as Family[])
  .filter((family) => families[family].authentication !== 'invitation')
  .flatMap((family) => families[family].commands.map((command) => ({ family, command })));

const property = (body: (judge: Judge) => Promise<void>): Check => ({
  id: 'encoding/field-type#property',
  requirements: ['encoding/field-type'],
  kind: 'server',
  timeout: 60_000,
  body,
});

describe('the server refuses what a schema refuses', () => {
  test.each(commands)('$family $command: 415 for every near miss', async ({ family, command }) => {
    const check = property(async (judge) => {
      const { organization, author } = await judge.bootstrapped();
      const misses = near[commandFacts[command].request]().filter(
        (miss) => typeof miss === 'object' && miss !== null,
      );
      await fc.assert(
        fc.asyncProperty(misses, async (miss) => {
          const body = encode(miss as Encodable);
          const caller = { organization: organization.id, author };
          judge.expect.answer(await judge.rpc.call(family, caller, body), 415);
        }),
        { numRuns: 25, seed },
      );
      judge.expect.reply(await judge.rpc.authenticated(author, { cmd: 'organization_info' }), 'ok');
    });
    const [done] = await runChecks([check], {});
    expect(done?.outcome, done?.message).toBe('pass');
  });

  test('administration bodies: 422 for every near miss, and nothing is created', async () => {
    const check = property(async (judge) => {
      await fc.assert(
        fc.asyncProperty(near.OrganizationCreateBody(), async (miss) => {
          const body = JSON.stringify(miss) ?? 'null';
          const made = await judge.administration.call('POST', '/administration/organizations', undefined, {
            body,
          });
          judge.expect.answer(made, 422, body);
        }),
        { numRuns: 60, seed },
      );
      const stats = judge.expect.json(await judge.administration.serverStats(), 200);
      judge.expect.equal(judge.expect.list(stats, 'stats').length, 0, 'organizations');
    });
    const [done] = await runChecks([check], {});
    expect(done?.outcome, done?.message).toBe('pass');
  });
});

describe('any altered byte of a certificate is refused', () => {
  const slots = [
    'user_certificate',
    'device_certificate',
    'redacted_user_certificate',
    'redacted_device_certificate',
  ] as const;
  test.each(slots)('%s', async (slot) => {
    const check = property(async (judge) => {
      const organization = await judge.organization();
      const bootstrap = judge.newBootstrap(organization);
      const honest = bootstrap.message[slot] as Uint8Array;
      const change = fc.tuple(fc.nat({ max: honest.length - 1 }), fc.integer({ min: 1, max: 255 }));
      await fc.assert(
        fc.asyncProperty(change, async ([at, by]) => {
          const altered = Uint8Array.from(honest);
          altered[at] = (altered[at] ?? 0) ^ by;
          const sent = await judge.rpc.anonymous(organization.id, { ...bootstrap.message, [slot]: altered });
          judge.expect.answer(sent, 'invalid_certificate', `byte ${at}`);
        }),
        { numRuns: 100, seed },
      );
      judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok');
    });
    const [done] = await runChecks([check], {});
    expect(done?.outcome, done?.message).toBe('pass');
  });
});
