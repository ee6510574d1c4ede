import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { SecretScan } from '../../../src/case/observations/secret-scan.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  type Scenario,
  type ScenarioName,
  scenarios,
  sentBytes,
} from '../../../src/client/greeting/scenarios.ts';

/** Values that only the two parties of a greeting, and their clients, may know. */
function secretsOf(judge: ClientJudge, { peer, person, password }: Scenario): SecretScan {
  const scan = new SecretScan();
  scan.plant('the password', password);
  scan.plant('the shared key', peer.key());
  for (const code of new Set([...person.shown, ...person.choices.flat()]))
    scan.plantWord(`the code ${code}`, code);
  judge.expect.equal(person.shown.length, 1, 'codes shown in a greeting');
  for (const [whose, payload] of [
    ['the peer', peer.payload],
    ['the client', peer.opened()],
  ] as const) {
    for (const name of ['private_key', 'user_realm_key']) {
      const key = payload[name];
      if (key instanceof Uint8Array) scan.plant(`${name}, from ${whose}`, key);
    }
  }
  return scan;
}

/** The device label that the claimer requests. Only the greeter may learn it. */
function plantWishes(scan: SecretScan, { peer }: Scenario): void {
  const label = peer.opened().requested_device_label;
  if (peer.role === 'greeter' && typeof label === 'string') scan.plant('the device label', label);
}

for (const name of Object.keys(scenarios) as ScenarioName[]) {
  verifiesClient('client-keys/no-secret-on-the-wire', { case: name }, async (judge) => {
    const scene = await scenarios[name](judge);
    judge.expectOutcome(await scene.go(), 'ok', 'a greeting');
    const scan = secretsOf(judge, scene);
    plantWishes(scan, scene);
    judge.expect.that(
      scene.server.exchanges.length > 9,
      'requests of a greeting',
      scene.server.exchanges.length,
    );
    for (const exchange of scene.server.exchanges)
      judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secrets in a request', exchange);
  });

  verifiesClient('client-keys/no-secret-in-logs', { case: name }, async (judge) => {
    const scene = await scenarios[name](judge);
    const { output } = judge.expectOutcome(await scene.go(), 'ok', 'a greeting');
    judge.expect.that(output.includes(scene.server.address), 'a log that names the server', output);
    judge.expect.equal(secretsOf(judge, scene).findIn(Buffer.from(output)), [], 'secrets in a log');
  });
}
