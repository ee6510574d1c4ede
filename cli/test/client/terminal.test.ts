import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printed, run } from '../support/machines.ts';
import { atTerminal, hasTerminal, program, type Script, type Shown } from '../support/terminal.ts';

const password = 'Nine-lives-of-77-cats';
const server = createServer({ config: { administration_token: 't' } });
let listening: Listening;
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-cli-'));
  listening = await listen(server, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await listening.stop(100);
  await rm(home, { recursive: true, force: true });
});

/** Runs a bash script with arguments at a terminal. */
const inShell = (shell: string, args: readonly string[], script: Script): Promise<Shown> =>
  atTerminal(['bash', '-c', shell, 'bash', ...args], script, { HOME: home });

/** Runs the command line at a new terminal. Results go to a file, as with `> FILE`. */
const cli = (args: readonly string[], script: Script): Promise<Shown> =>
  inShell(`"$@" > '${join(home, 'stdout')}'`, [...program, ...args], script);

/** Creates an invitation by Alice. */
async function invited(email: string): Promise<{ token: string; link: string }> {
  const inviting = ['invite', 'user', email, '--no-mail', '--password-stdin', '--output', 'json'];
  return printed(await run(home, inviting, password)) as unknown as { token: string; link: string };
}

describe.runIf(hasTerminal())('at a terminal', () => {
  it('questions go to the terminal, passwords are not echoed, and stdout has only the result', async () => {
    const script = [
      ['e-mail', 'alice@example.com\r'],
      ['Your name', 'Alice\r'],
      ['this device', 'laptop\r'],
      ['New password', `${password}\r`],
      ['again', `${password}\r`],
    ] as const;
    const create = ['client', 'organization', 'create', 'Acme', '--bootstrap', '--output', 'json'];
    const where = ['--server', listening.url, '--administration-token', 't'];
    const { exit, text } = await cli([...create, ...where], script);
    expect([exit, text]).toEqual([
      0,
      expect.stringContaining('A lost password or device cannot be recovered'),
    ]);
    expect(text).not.toContain(password);
    const result = JSON.parse(await readFile(join(home, 'stdout'), 'utf8'));
    expect(result).toMatchObject({
      organization: 'Acme',
      user: { name: 'Alice' },
      device: { label: 'laptop' },
    });
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s ends the question: exit 130, in our words alone', async (_, key) => {
    const { exit, text } = await cli(['client', 'login'], [['Password', key]]);
    expect(exit).toBe(130);
    expect(text).toContain('Cancelled. Nothing was changed.');
    expect(text).not.toMatch(/^\s+at |Warning|await/m);
  });

  it('Ctrl-C ends a command that waits for a server', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const script = [
      ['Address', `http://127.0.0.1:${port}\r`],
      ['', '\u0003'],
    ] as const;
    const { exit, text } = await cli(['client', 'organization', 'create', 'Acme'], script);
    silent.close();
    expect([exit, text]).toEqual([130, expect.stringContaining('Cancelled. Nothing was changed.')]);
  });

  it('a refused answer can be corrected', async () => {
    const create = ['client', 'organization', 'create', 'Beta', '--administration-token', 't'];
    const script = [
      // Nothing listens there.
      ['Address', 'http://127.0.0.1:16\r'],
      ['nothing listens', ''],
      ['127.0.0.1:16', `\u007f\u007f${listening.port}\r`],
      ['first user', 'n\r'],
    ] as const;
    const { exit, text } = await cli(create, script);
    expect([exit, text]).toEqual([0, expect.stringContaining('first user of Beta')]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['the signal to end', 'SIGTERM'],
  ])('%s while codes are compared ends the greeting, and the other side is told', async (what, key) => {
    const email = `bob-${what.length}@example.com`;
    const piped = ['--password-stdin', '--output', 'json'];
    const { token, link } = await invited(email);
    const own = join(home, `code-of-${email}`);
    const bob = await mkdtemp(join(home, 'bob-'));
    const claiming = run(
      bob,
      ['invite', 'claim', link, '--name', 'Bob', '--device-label', 'pc', '--code', `@${own}`, ...piped],
      `${password}-2`,
    );
    const greet = ['client', 'invite', 'greet', token, '--own-code-file', own, '--wait', '30'];
    const { exit, text } = await cli(greet, [
      ['Password', `${password}\r`],
      ['Which code', key],
    ]);
    expect([exit, text]).toEqual([130, expect.stringContaining('Cancelled. The other side was notified.')]);
    expect(text).not.toContain('Nothing was');
    const claimed = await claiming;
    expect([claimed.exit, JSON.parse(claimed.stdout)]).toEqual([
      1,
      { error: expect.objectContaining({ message: expect.stringMatching(/ended the greeting|other side/) }) },
    ]);
  });

  it('text typed between questions is not echoed, and Ctrl-C there ends the greeting', async () => {
    const { token } = await invited('carol@example.com');
    const { exit, text } = await cli(
      ['client', 'invite', 'greet', token],
      [
        ['Password of the device Alice@laptop in Acme', 'a-wrong-one\rtyped-too-early\r'],
        ['Try again', ''],
        ['Password', `${password}\r`],
        ['Waiting for the other person', 'typed-ahead\r'],
        ['', '\u0003'],
      ],
    );
    expect([exit, text]).toEqual([130, expect.stringContaining('Cancelled. The other side was notified.')]);
    for (const typed of ['a-wrong-one', 'typed-too-early', 'typed-ahead', password, '^C'])
      expect(text).not.toContain(typed);
  });

  it('Ctrl-C under npx, which kills the shell, does not lose output', async () => {
    const { token } = await invited('dave@example.com');
    const secret = join(home, 'password');
    await writeFile(secret, password);
    const greet = ['--no', 'parsec-spec', 'client', 'invite', 'greet', token, '--password-stdin'];
    const { text } = await inShell(
      // The outer shell keeps running, like that of a user.
      `trap : INT; npx "$@" < '${secret}'; read -r`,
      [...greet, '--code', `@${join(home, 'none')}`],
      [
        ['Waiting for the other person', '\u0003'],
        ['Cancelled. The other side was notified.', '\r'],
      ],
    );
    expect(text).toContain('run the same command again');
  });
});
