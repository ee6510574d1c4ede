import { verifiesClient } from '../../../src/judge/verifies.ts';
import { fullCostTimeout } from '../../../src/played-server/device-files.ts';
import { type ClaimingClient, claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { type ScenarioName, scenarios } from '../../../src/played-server/greeting/scenarios.ts';
import { type NewClient, newClient } from '../../../src/played-server/new-client.ts';
import { newDevice, ReuseDetector } from '../../../src/played-server/reuse-detector.ts';

verifiesClient(
  ['client-keys/no-key-twice', 'client-greeting/keys-made-anew'],
  { ...fullCostTimeout, case: 'one-home' },
  async (judge) => {
    const keys = new ReuseDetector();
    const drawn = new ReuseDetector();
    const files = new Set<string>();
    let founder: NewClient | undefined;
    let claimer: ClaimingClient | undefined;
    // Two organizations and two claims in one process, then one of each in the next process.
    for (const round of ['first', 'second', 'third']) {
      if (round === 'third') await founder?.session.close();
      founder = await newClient(judge, { earlier: founder });
      judge.expectOk(await founder.bootstrap({ device: `${round}-laptop` }), `the ${round} bootstrap`);
      const bootstrap = founder.commands.find(({ cmd }) => cmd === 'organization_bootstrap') ?? {};
      keys.add(`root key of the ${round} organization`, bootstrap.root_verify_key);
      const own = await newDevice(judge, founder.home, founder.password, files);
      keys.addDevice(`the ${round} device of a bootstrap`, own);
      for (const type of ['USER', 'DEVICE'] as const) {
        const name = `the ${round} claim of a ${type.toLowerCase()}`;
        claimer = await claimingClient(judge, type, { earlier: claimer ?? founder });
        judge.expectOk(await claimer.claim(), name);
        drawn.addGreetings(name, claimer.commands);
        const device = await newDevice(judge, claimer.home, claimer.password, files);
        keys.addDevice(`the device of ${name}`, device, claimer.peer.payload);
      }
    }
    // Three root keys, and at least the five values of each of nine devices.
    judge.expect.that(keys.count >= 48, 'keys, salts and nonces of nine devices', keys.count);
    await judge.under('client-keys/no-key-twice', () =>
      judge.expect.equal(keys.repeated, [], 'values that the client made twice in one home'),
    );
    judge.expect.that(drawn.count >= 18, 'keys and nonces of six greetings', drawn.count);
    await judge.under('client-greeting/keys-made-anew', () =>
      judge.expect.equal(drawn.repeated, [], 'values that the client made twice in one home'),
    );
  },
);

for (const name of ['greets-user', 'greets-device'] as const) {
  verifiesClient('client-greeting/keys-made-anew', { case: name, timeout: 15_000 }, async (judge) => {
    const drawn = new ReuseDetector();
    const first = await scenarios[name](judge);
    judge.expectOk(await first.run(), 'the first greeting');
    for (const which of ['second', 'third']) {
      if (which === 'third') await first.session.close();
      const next = await first.again();
      judge.expectOk(await next.run(), `the ${which} greeting`);
    }
    drawn.addGreetings('the greeter', first.commands);
    judge.expect.that(drawn.count >= 9, 'keys and nonces of three greetings', drawn.count);
    judge.expect.equal(drawn.repeated, [], 'values that the client made twice in one home');
  });
}

for (const name of ['claims-user', 'greets-user'] as const satisfies readonly ScenarioName[]) {
  verifiesClient('client-greeting/keys-made-anew', { case: `${name}-restarted` }, async (judge) => {
    const scenario = await scenarios[name](judge);
    const { peer } = scenario;
    let restarts = 0;
    peer.alterStep = (step, honest) => {
      if (step === 3 && restarts < 1) {
        restarts += 1;
        peer.cancel('AUTOMATICALLY_CANCELLED');
      }
      return honest;
    };
    const outcome = await scenario.run();
    const drawn = new ReuseDetector();
    drawn.addGreetings('a greeting', scenario.commands);
    const role = name === 'claims-user' ? 'claimer' : 'greeter';
    const attempts = scenario.commands.filter(({ cmd }) => cmd === `invite_${role}_start_greeting_attempt`);
    judge.expect.that(attempts.length > 0, 'an attempt', 'none');
    if (attempts.length < 2) judge.notApplicable('the client does not begin again after its peer has');
    judge.expectOk(outcome, 'a greeting that its peer has begun again');
    judge.expect.that(drawn.count >= 4, 'keys and nonces of two attempts', drawn.count);
    judge.expect.equal(drawn.repeated, [], 'values that the client made twice');
  });
}
