import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDevice, listDevices } from '../../src/device-files/list-devices.ts';
import { openDevice } from '../../src/device-files/open-device.ts';
import { rows } from '../support/alteration-table.ts';
import { original } from '../support/altered-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('altered device files have the same result as with Scille’s client', () => {
  it('the table has 54 rows and the unaltered file', () => {
    expect(rows).toHaveLength(55);
    expect(rows.filter((row) => row.divergence !== undefined).map((row) => row.change)).toEqual([
      'other human handle, label outside only',
      'other `organization_id` outside only',
      'other `device_id` outside only',
      '`server_url` outside only = `http://127.0.0.1:1/`',
      'twice: `a.keys` (label "first") and `b.keys`',
      'twice: `a/z.keys` (label "folder") and `b.keys`',
      'id in upper case',
    ]);
  });

  it('a missing folder counts as empty, an unreadable one is an error', async () => {
    await expect(listDevices(join(folder, 'none'))).resolves.toEqual({ devices: [], skipped: [] });
    const circle = join(folder, 'circle');
    await symlink(circle, circle);
    await expect(listDevices(circle)).rejects.toMatchObject({ code: 'ELOOP', path: circle });
  });

  for (const row of rows) {
    const { change, listed, opening, contradictions = [], password = original.secret } = row;
    it(`${change}: listed ${listed}, ${opening}`, async () => {
      const files = await row.files();
      for (const [name, bytes] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), bytes);
      }
      const { devices } = await listDevices(folder);
      const shown = devices.map((device) => `${device.deviceLabel} (${device.kind})`);
      expect(shown).toEqual(listed === 'none' ? [] : [listed]);
      const found = findDevice(devices, row.prefix);
      if (!found.ok) return expect([found.reason, opening]).toEqual(['none', 'not found']);
      const opened = await openDevice(syncCrypto, found.device.path, { kind: 'password', password });
      if (opened.ok) {
        expect(['opened', contradictions]).toEqual([opening, opened.contradictions]);
        // The sealed content takes precedence over the clear fields.
        expect(opened.device.organization_id).toBe(original.device.organization_id);
        expect(opened.device.device_id.hex).toBe(original.device.device_id);
      } else expect(opened.reason).toBe(opening);
      for (const [name, bytes] of Object.entries(files)) {
        expect(new Uint8Array(await readFile(join(folder, name)))).toEqual(bytes);
      }
    });
  }
});
