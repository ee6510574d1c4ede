import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { exitCode } from '../../src/main/cli-error.ts';
import { errorReportOf } from '../../src/main/report-error.ts';

/** The report of an error of the file system. */
const reported = async (attempt: Promise<unknown>) =>
  errorReportOf(
    await attempt.then(
      () => expect.unreachable(),
      (error: unknown) => error,
    ),
  );

test('an error of the file system is reported with its path and is not an internal error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-report-error-'));
  const loop = join(folder, 'loop');
  await symlink(loop, loop);
  for (const [path, code] of [
    [join(folder, 'none', 'file'), 'ENOENT'],
    [loop, 'ELOOP'],
    [join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ] as const) {
    const { message, hint, exit } = await reported(writeFile(path, 'text'));
    expect(message).toBe(`${path} cannot be used (${code}: open)`);
    expect([hint, exit]).toEqual(['check the path', exitCode.fail]);
  }
  expect(await reported(readFile(folder))).toMatchObject({ code: 'fault', exit: exitCode.internalError });
  await rm(folder, { recursive: true });
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });
  expect(errorReportOf(full)).toMatchObject({
    message: 'a file cannot be used (ENOSPC: write)',
    hint: 'free disk space',
    exit: exitCode.fail,
  });
});

test('an unexpected error is an internal error', () => {
  expect(errorReportOf(new TypeError('x is undefined'))).toMatchObject({
    code: 'fault',
    exit: exitCode.internalError,
  });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  expect(errorReportOf(refused)).toMatchObject({ exit: exitCode.internalError });
});

test('an unknown option is named without its value, which may be a secret', () => {
  const text = "error: unknown option '--pasword=hunter2'\n(Did you mean --password-fd?)";
  expect(errorReportOf(new CommanderError(1, 'commander.unknownOption', text))).toMatchObject({
    message: "unknown option '--pasword'",
    hint: 'Did you mean --password-fd?',
    exit: exitCode.usage,
  });
});

test('a refused value is named with what was expected', () => {
  const messageOf = (text: string) =>
    errorReportOf(new CommanderError(1, 'commander.invalidArgument', `error: ${text}`)).message;
  expect(messageOf("option '-p, --port <port>' argument 'a\nb' is invalid. a port (0 to 65535)")).toBe(
    '--port "a\\nb" is not a port (0 to 65535)',
  );
  expect(messageOf("option '--jobs <n>' value 'x' from env 'JOBS' is invalid. a number")).toBe(
    'JOBS "x" is not a number',
  );
  expect(
    messageOf("option '--output <kind>' argument 'xml' is invalid. Allowed choices are text, json."),
  ).toBe('--output "xml" is not one of text, json');
});
