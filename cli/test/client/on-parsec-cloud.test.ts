import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasParsecCloud, startParsecCloud } from '../support/engine.ts';
import { printed, run, start } from '../support/machines.ts';

describe.runIf(await hasParsecCloud())("the client on Scille's own server", () => {
  const password = 'Nine-lives-of-77-cats';
  const json = ['--output', 'json'];
  const piped = '--password-stdin';
  let home = '';
  let cloud: Awaited<ReturnType<typeof startParsecCloud>>;
  const machine = (name: string): string => join(home, name);
  const file = machine;
  /** The output of a command on a machine. */
  const did = async (who: string, ...args: string[]) =>
    printed(await run(machine(who), [...args, piped, ...json], password));

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-cloud-'));
    cloud = await startParsecCloud();
    const where = ['--server', cloud.url, '--administration-token', 's3cr3t', '--bootstrap'];
    const who = ['--email', 'alice@example.com', '--name', 'Alice', '--device-label', 'laptop'];
    await did('alice', 'organization', 'create', 'Acme', ...where, ...who);
  });

  afterAll(async () => {
    await cloud?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Runs both sides of a greeting. Each writes its code to a file for which the other waits. */
  async function greeted(token: string, link: string, who: string, granted: string[], asked: string[]) {
    const codes = (own: string, other: string) => ['--own-code-file', file(own), '--code', `@${file(other)}`];
    const greeting = start(
      machine('alice'),
      ['invite', 'greet', token, ...granted, ...codes(`${who}-g`, `${who}-c`), piped, ...json],
      password,
    );
    const claimed = await did(who, 'invite', 'claim', link, ...asked, ...codes(`${who}-c`, `${who}-g`));
    return { claimed, greeted: printed(await greeting.ended) };
  }

  it('enrols a user and a second device, changes a profile, cancels and revokes, while a third process watches', async () => {
    const watching = start(machine('alice'), ['watch', piped, ...json, '--for', '300'], password);
    await watching.said(/Listening/);

    const bob = await did('alice', 'invite', 'user', 'bob@example.com', '--no-mail');
    const name = ['--name', 'Bob', '--device-label', 'desktop'];
    const user = await greeted(String(bob.token), String(bob.link), 'bob', ['--profile', 'STANDARD'], name);
    expect(user).toMatchObject({
      claimed: { organization: 'Acme', user: { name: 'Bob', profile: 'STANDARD' }, verified: true },
      greeted: { invitation: { token: bob.token, completed: true } },
    });

    const phone = await did('alice', 'invite', 'device');
    const label = ['--device-label', 'phone'];
    const device = await greeted(String(phone.token), String(phone.link), 'phone', [], label);
    expect(device.claimed).toMatchObject({ user: { name: 'Alice', profile: 'ADMIN' }, verified: true });

    await did('alice', 'user', 'set-profile', 'bob@example.com', 'OUTSIDER');
    const seen = JSON.stringify(await did('bob', 'user', 'list'));
    expect([seen.includes('OUTSIDER'), seen.includes('alice@example.com')]).toEqual([true, false]);

    const carol = await did('alice', 'invite', 'user', 'carol@example.com', '--no-mail');
    await did('alice', 'invite', 'cancel', String(carol.token));
    await did('alice', 'user', 'revoke', 'bob@example.com', '--yes');
    const refused = await run(machine('bob'), ['user', 'list', piped, ...json], password);
    expect([refused.exit, JSON.parse(refused.stdout).error]).toMatchObject([
      1,
      { message: expect.stringContaining('the user is revoked') },
    ]);

    await watching.said(/"kind":"user-revoked"/);
    watching.child.kill('SIGINT');
    const kinds = (await watching.ended).stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    const once = ['open', 'user-enrolled', 'device-added', 'profile-changed', 'user-revoked'];
    expect(kinds.filter((kind) => once.includes(kind))).toEqual(once);
  });
});
