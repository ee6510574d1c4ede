import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { message, send, stops } from '../support/relays.ts';

describe('without a relay', () => {
  test('MOCKED sends nothing and logs that, without the link', async () => {
    const lines: string[] = [];
    const log = {
      ...silentLog,
      info: (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`),
    };
    expect(await send({ host: 'MOCKED' }, message, log)).toBe('SUCCESS');
    expect(lines).toEqual([expect.stringContaining('mail not sent')]);
    expect(lines[0]).toContain('bob@example.com');
    expect(lines[0]).not.toContain('xBAAESIz');
  });

  test('dir:FOLDER keeps each mail as a file that only its owner can read', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'mails-')), 'deep', 'er');
    stops.push(() => rmSync(join(folder, '..', '..'), { recursive: true }));
    expect(await send({ host: `dir:${folder}` })).toBe('SUCCESS');
    expect(await send({ host: `dir:${folder}` }, { ...message, subject: 'second' })).toBe('SUCCESS');
    const files = readdirSync(folder).sort();
    expect(files).toEqual([expect.stringMatching(/\.eml$/), expect.stringMatching(/\.eml$/)]);
    const mails = await Promise.all(files.map((file) => simpleParser(readFileSync(join(folder, file)))));
    expect(mails.map(({ subject }) => subject)).toEqual([message.subject, 'second']);
    expect(mails[0]?.text?.trim()).toBe(message.text.trim());
    expect(statSync(join(folder, files[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(await send({ host: `dir:${join(folder, files[0] ?? '')}` })).toBe('SERVER_UNAVAILABLE');
    expect(await send({ host: 'dir:/proc/none/below' })).toBe('SERVER_UNAVAILABLE');
  });
});
