import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/serve/settings/settings.ts';
import { send } from '../../support/http.ts';
import { serveProcess } from '../../support/serve-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const token = 'a-very-secret-token';

let files = 0;
function fileOf(content: string, mode = 0o600): string {
  const file = join(folder, `token-${files++}`);
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}
const settings = (given: Record<string, string | boolean>, environment: Record<string, string> = {}) =>
  readSettings(given, environment);
const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) });

test('a server takes the token from the file, and shows it nowhere', async () => {
  const server = await serveProcess([
    ...['--db', 'memory:', '--log-level', 'debug', '--administration-token-file', fileOf(`${token}\n`)],
  ]);
  const origin = /http:\S+/.exec(server.first)?.[0] ?? '';
  const statsBy = async (secret: string) =>
    (
      await send(origin, {
        method: 'GET',
        target: '/administration/stats',
        headers: [['Authorization', `Bearer ${secret}`]],
      })
    ).status;
  expect([await statsBy(token), await statsBy('another')]).toEqual([200, 403]);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.stdout() + server.stderr()).not.toContain(token);
  expect(server.stderr()).not.toContain('shown once');
});

describe('the file', () => {
  const option = 'administration-token-file';

  test('can be named by a variable; the command line wins over it, in either way', () => {
    const environment = { PARSEC_ADMINISTRATION_TOKEN_FILE: fileOf(token) };
    expect(settings({}, environment).administrationToken).toBe(token);
    expect(settings({ [option]: fileOf('mine') }, environment).administrationToken).toBe('mine');
    expect(settings({ 'administration-token': 'mine' }, environment).administrationToken).toBe('mine');
    const other = { PARSEC_ADMINISTRATION_TOKEN: 'other' };
    expect(settings({ [option]: fileOf(token) }, other).administrationToken).toBe(token);
  });

  test('counts on the command line of --dev, and not in its environment', () => {
    const file = fileOf(token);
    expect(settings({ dev: true, [option]: file }).administrationToken).toBe(token);
    const environment = { PARSEC_ADMINISTRATION_TOKEN_FILE: file };
    expect(settings({ dev: true }, environment).administrationToken).toBe('s3cr3t');
  });

  test('is refused beside a token that is given in the same way', () => {
    const file = fileOf(token);
    expect(() => settings({ [option]: file, 'administration-token': token })).toThrow(refused(/given twice/));
    const environment = { PARSEC_ADMINISTRATION_TOKEN: token, PARSEC_ADMINISTRATION_TOKEN_FILE: file };
    expect(() => settings({}, environment)).toThrow(refused(/given twice/));
  });

  test('that is missing, a folder, empty or no token is refused by name, and its content is not repeated', () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    for (const [file, message] of [
      [join(folder, 'nowhere'), /^--administration-token-file .*nowhere cannot be read \(ENOENT\)$/],
      ['', /cannot be read \(ENOENT\)$/],
      [inside, /cannot be read \(EISDIR\)$/],
      [fileOf(''), /token-\d+ is empty$/],
      [fileOf(' \n'), /token-\d+ is empty$/],
      [fileOf('two words'), /token-\d+ is not usable$/],
      [fileOf(`${token}\n${token}`), /token-\d+ is not usable$/],
      [fileOf('geheim-süß'), /token-\d+ is not usable$/],
    ] as const)
      expect(() => settings({ [option]: file })).toThrow(refused(message));
  });

  test('that every user can write is refused; one that every user can read causes a notice', () => {
    expect(() => settings({ [option]: fileOf(token, 0o602) })).toThrow(refused(/can be written by every/));
    const notice = expect.stringMatching(/^--administration-token-file .* can be read by every user/);
    const noticesAt = (mode: number) => settings({ [option]: fileOf(token, mode) }).notices;
    expect(noticesAt(0o644)).toContainEqual(notice);
    for (const mode of [0o600, 0o640, 0o660]) expect(noticesAt(mode)).not.toContainEqual(notice);
  });
});
