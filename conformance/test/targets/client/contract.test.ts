import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import schema from '../../../clients/contract.schema.json' with { type: 'json' };
import { loadChecks } from '../../../src/judge/registry.ts';
import { runSuite } from '../../../src/runner/run-suite.ts';
import { CONTRACT_LIMITS } from '../../../src/targets/client/client-connection.ts';
import { ACTS, ClientError } from '../../../src/targets/client/client-driver.ts';
import { commandClient, referenceClient } from '../../../src/targets/client/client-drivers.ts';
import { startClientProcess } from '../../../src/targets/client/client-process.ts';
import { openTarget } from '../../../src/targets/open-target.ts';
import { judged } from '../../support/judged.ts';

// Acts that hang do not count while the judge is late, as it may be beside other tests.
vi.mock(import('../../../src/targets/judge-delay.ts'), async (load) => ({
  ...(await load()),
  latenessBetween: () => undefined,
}));

const folder = fileURLToPath(new URL('.', import.meta.url));
const nullProgram = (how: string): string =>
  `'${process.execPath}' '${join(folder, 'null-program.mjs')}' ${how}`;
const reference = `'${process.execPath}' '${fileURLToPath(
  new URL('../../../clients/reference-client.ts', import.meta.url),
)}'`;
const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');
const access = { device: 'laptop', password: 'P@ss' };

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-contract-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('a program that does not speak the contract is refused before the run', () => {
  it.each([
    ['no-hello', /hello: expected a JSON object with "id": 1, got "welcome!"/],
    ['knows-everything', /expected "end": "unsupported"/],
  ])('%s', async (how, message) => {
    await expect(openTarget(`client:cmd:${nullProgram(how)}`)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('CONTRACT.md'),
    });
  });

  it('a command that does not exist is refused with its exit code', async () => {
    await expect(openTarget('client:cmd:/no/such/client')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/exit code 127/),
    });
  });

  it('a program that says nothing is refused', async () => {
    const limits = { ...CONTRACT_LIMITS, hello: 300 };
    await expect(commandClient(nullProgram('silent'), limits)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/expected a line within 0.3 s, got nothing/),
    });
  });
});

describe('a line that breaks the contract fails the act', () => {
  it.each([
    ['crash', /expected a line, got exit code 3/],
    ['throws', /got exit code 1; its log says "TypeError: no such device"/],
    ['closes-stdout', /got a closed stdout of a program that still runs/],
    ['garbage', /expected a JSON object with "id": 2, got "Traceback/],
    ['out-of-turn', /expected a JSON object with "id": 2/],
    ['flood', /expected the end of the act, got 10000 lines|more than 10000 lines at once/],
    ['long-line', /a line of more than 65536 bytes/],
    ['trace', /a stack trace in `said`/],
    ['unsupported', /an act that the answer to hello declares/],
  ])('%s', async (how, message) => {
    const driver = await commandClient(nullProgram(how));
    const session = await driver.open(home);
    const act = session.logIn(access);
    await expect(act).rejects.toThrow(message);
    await expect(act).rejects.toBeInstanceOf(ClientError);
    session.kill();
  });

  it('an act that shows codes without an end fails', async () => {
    const driver = await commandClient(nullProgram('shows-for-ever'), { ...CONTRACT_LIMITS, act: 300 });
    const session = await driver.open(home);
    await expect(session.logIn(access)).rejects.toThrow(/expected an end within 0.3 s/);
    session.kill();
  });

  it('an act that the suite ends is reported as too long', async () => {
    const driver = await commandClient(nullProgram('hang'));
    const session = await driver.open(home);
    setTimeout(() => session.kill(), 200);
    await expect(session.logIn(access)).rejects.toMatchObject({
      observed: 'the end of the check',
      limitMs: expect.any(Number),
    });
    await expect(session.logIn(access)).rejects.toMatchObject({ limitMs: expect.any(Number) });
  });

  it('an act without an end fails, and three in a row lose the client', async () => {
    const driver = await commandClient(nullProgram('hang'), { ...CONTRACT_LIMITS, act: 300 });
    const session = await driver.open(home);
    await expect(session.logIn(access)).rejects.toThrow(
      /expected an end within 0.3 s, got nothing: it hangs/,
    );
    expect(driver.lost()).toBeUndefined();
    for (const _ of [2, 3]) await expect(session.logIn(access)).rejects.toThrow();
    expect(driver.lost()).toMatch(/3 acts in a row crashed or hung; the last one was logIn/);
  });
});

describe('a program that does nothing', () => {
  it.each(['crash', 'garbage', 'out-of-turn'])('ends the run: %s', async (how) => {
    const client = { address: 'client:null', driver: await commandClient(nullProgram(how)) };
    const outcomes: string[] = [];
    const run = runSuite({
      ...{ client, checks, seed: '1', run: '000000', again: false },
      onEvent: (event) => {
        if (event.event === 'check-finished') outcomes.push(event.outcome);
      },
    });
    await expect(run).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/3 acts in a row/),
    });
    expect(outcomes).not.toContain('pass');
  });
});

test.runIf(process.platform === 'linux')(
  'a process that outlives the client is ended and reported',
  async () => {
    const driver = await commandClient(nullProgram('daemon'));
    const [check] = checks;
    if (check === undefined) throw new Error('no client check');
    const client = { address: 'client:null', driver };
    const [done] = await judged({ client, checks: [check], seed: '1', run: '000000', again: false });
    expect(done?.leftProcesses).toEqual(['sleep 600']);
  },
);

describe('the lines of the suite and of the reference client', () => {
  const validate = new Ajv2020({ strict: false }).compile(schema);

  it('obey the schema, and so do the examples of CONTRACT.md', async () => {
    const text = await readFile(new URL('../../../clients/CONTRACT.md', import.meta.url), 'utf8');
    const examples = text.split('\n').filter((line) => line.startsWith('{"id"'));
    expect(examples.length).toBeGreaterThan(8);
    for (const line of examples) expect(validate(JSON.parse(line)), line).toBe(true);
    const connection = startClientProcess(reference, home);
    const lines: string[] = [];
    const exchange = async (fields: object): Promise<void> => {
      lines.push(JSON.stringify(fields));
      connection.send(JSON.stringify(fields));
      lines.push((await connection.next()) ?? connection.endReason());
    };
    await exchange({ id: 1, do: 'hello', contract: 1 });
    await exchange({ id: 2, do: 'logIn', ...access });
    await exchange({ id: 3, do: 'stop' });
    expect(await connection.close()).toBe(true);
    for (const line of lines) expect(validate(JSON.parse(line)), line).toBe(true);
    for (const bad of ['{"end":"ok"}', '{"id":1,"do":"dance"}', '{"id":1,"end":"perhaps"}'])
      expect(validate(JSON.parse(bad)), bad).toBe(false);
  });

  it('name the same acts', async () => {
    expect((await referenceClient()).acts).toEqual(ACTS);
    expect(schema.$defs.actName.enum).toEqual(ACTS);
  });
});
