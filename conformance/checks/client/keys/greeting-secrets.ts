import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import {
  type Scenario,
  type ScenarioName,
  scenarios,
  sentBytes,
} from '../../../src/played-server/greeting/scenarios.ts';

/** Plants the values that only the two users of a greeting and their clients may know. */
function secretsOf(judge: ClientJudge, { peer, comparison, password }: Scenario): SecretScan {
  const scan = new SecretScan();
  scan.plant('the password', password);
  scan.plant('the shared key', peer.key());
  for (const code of new Set([...comparison.shown, ...comparison.choices.flat()]))
    scan.plantWord(`the code ${code}`, code);
  judge.expect.equal(comparison.shown.length, 1, 'codes shown in a greeting');
  for (const [whose, payload] of [
    ['the peer', peer.payload],
    ['the client', peer.clientPayload()],
  ] as const) {
    for (const name of ['private_key', 'user_realm_key']) {
      const key = payload[name];
      if (key instanceof Uint8Array) scan.plant(`${name}, from ${whose}`, key);
    }
  }
  return scan;
}

/** The device label that the claimer requests. Only the greeter may learn it. */
function plantRequestedLabel(scan: SecretScan, { peer }: Scenario): void {
  const label = peer.clientPayload().requested_device_label;
  if (peer.role === 'greeter' && typeof label === 'string') scan.plant('the device label', label);
}

for (const name of Object.keys(scenarios) as ScenarioName[]) {
  verifiesClient('client-keys/no-secret-on-the-wire', { case: name }, async (judge) => {
    const scenario = await scenarios[name](judge);
    judge.expectOk(await scenario.run(), 'a greeting');
    const scan = secretsOf(judge, scenario);
    plantRequestedLabel(scan, scenario);
    judge.expect.that(
      scenario.server.exchanges.length > 9,
      'requests of a greeting',
      scenario.server.exchanges.length,
    );
    for (const exchange of scenario.server.exchanges)
      judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secrets in a request', exchange);
  });

  verifiesClient('client-keys/no-secret-in-logs', { case: name }, async (judge) => {
    const scenario = await scenarios[name](judge);
    judge.expectOk(await scenario.run(), 'a greeting');
    await scenario.session.close();
    const output = scenario.session.log();
    judge.expect.equal(secretsOf(judge, scenario).findIn(output), [], 'secrets in a log');
  });
}
