import { watch } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { openDeviceFile } from '../../../src/people/device-file.ts';
import { bytesOf, filesBelow, openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { newClient } from '../../../src/played-server/new-client.ts';
import { simulateOrganization } from '../../../src/played-server/simulated-organization.ts';
import { decode } from '../../../src/wire/decode.ts';

verifiesClient('client-keys/round-trip', async (judge) => {
  const someone = await newClient(judge);
  judge.expectOk(await someone.bootstrap(), 'the bootstrap');
  // A restarted client has only the files.
  await someone.session.close();
  judge.expectOk(await someone.session.logIn(someone.access), 'a log-in with the saved device');
  const authenticated = someone.server.exchanges.filter(({ request }) =>
    request.target.startsWith('/authenticated/'),
  );
  judge.expect.that(authenticated.length > 0, 'an authenticated request', 'none');
  const { device } = await openOnlyDevice(judge, someone.home, someone.password);
  const bootstrap = someone.commands.find(({ cmd }) => cmd === 'organization_bootstrap') ?? {};
  judge.expect.equal(device.root_verify_key, bootstrap.root_verify_key, 'root_verify_key saved');
  judge.expect.equal(device.organization_id, someone.organization, 'organization_id saved');
  const root = judge.expect.bytes(bootstrap, 'root_verify_key');
  const user = judge.expect.certificate(bootstrap.user_certificate, root, 'the user certificate');
  const first = judge.expect.certificate(bootstrap.device_certificate, root, 'the device certificate');
  for (const name of ['user_id', 'human_handle'])
    judge.expect.equal(device[name], user[name], `${name} saved: that of the user certificate`);
  for (const name of ['device_id', 'device_label'])
    judge.expect.equal(device[name], first[name], `${name} saved: that of the device certificate`);
});

verifiesClient('client-keys/listing-skips-junk', { timeout: 15_000 }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const { path } = await simulated.openFile();
  const folder = dirname(path);
  const good = await readFile(path);
  await writeFile(join(folder, '0.keys'), judge.random.bytes(300));
  await writeFile(join(folder, 'empty.keys'), '');
  await writeFile(join(folder, 'cut.keys'), good.subarray(0, 100));
  await writeFile(join(folder, 'notes.txt'), 'a note');
  await mkdir(join(folder, 'folder.keys'));
  // A file without the extension of a device file is not listed, whatever its content.
  await writeFile(join(folder, 'other.keys.bak'), good);
  await simulated.session.close();
  judge.expectOk(await simulated.logIn(), 'a log-in with the label of the only device');
  const { devices } = judge.expectOk(await simulated.session.list(simulated.access), 'a list');
  const requests = simulated.commands.filter(({ cmd }) => cmd === 'certificate_get').length;
  judge.expect.that(requests > 0, 'a request of the device', requests);
  if (devices !== undefined) judge.expect.equal(devices.length, 1, 'devices listed');
});

/** Whether the bytes are a device file that this password opens. */
function isOpenedBy(password: string, bytes: Uint8Array): boolean {
  try {
    openDeviceFile(bytes, password);
    return true;
  } catch {
    return false;
  }
}

verifiesClient('client-keys/old-password-opens-nothing', { timeout: 15_000 }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const { session, access, home } = simulated;
  const newPassword = `new ${judge.random.hex(16)}`;
  const { path } = await simulated.openFile();
  const old = await readFile(path);
  judge.expectOk(await session.changePassword({ ...access, newPassword }), 'the change');
  await session.close();
  const { ciphertext } = decode(old) as { readonly ciphertext: Uint8Array };
  const copies = (await filesBelow(home)).filter(
    ({ bytes }) => Buffer.from(bytes).includes(Buffer.from(ciphertext)) || isOpenedBy(access.password, bytes),
  );
  judge.expect.equal(
    copies.map((file) => file.path.slice(home.length)),
    [],
    'files below home that the old password opens',
  );
  const before = simulated.commands.length;
  judge.expectRefused(await session.logIn(access), 'the old password');
  judge.expect.equal(simulated.commands.length, before, 'requests with the old password');
  judge.expectOk(await session.logIn({ ...access, password: newPassword }), 'the new password');
  judge.expect.that(simulated.commands.length > before, 'a request with the new password', 'none');
});

verifiesClient('client-keys/password-change-loses-nothing', { timeout: 15_000 }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const newPassword = `new ${judge.random.hex(16)}`;
  const before = await simulated.openFile();
  judge.expectOk(await simulated.session.changePassword({ ...simulated.access, newPassword }), 'the change');
  const after = await openOnlyDevice(judge, simulated.home, newPassword);
  judge.expect.equal(after.device, before.device, 'the device inside');
});

/** Time for the system to report a change of a folder, in ms. */
const REPORT_MS = 5000;

/**
 * Starts to count how often a file is created, removed or replaced by a rename. A file that is written
 * in place is not counted, and one that is removed and written anew is counted twice, also if that
 * is too quick for a reader to see.
 *
 * @returns a function that ends the count. It gives undefined where the system does not tell.
 */
function countReplacements(judge: ClientJudge, path: string): () => Promise<number | undefined> {
  if (process.platform !== 'linux') return async () => undefined;
  const last = `${path}.end`;
  const sighting = Promise.withResolvers<boolean>();
  let count = 0;
  const watcher = watch(dirname(path), { signal: judge.signal }, (event, name) => {
    if (event === 'rename' && name === basename(path)) count += 1;
    if (name === basename(last)) sighting.resolve(true);
  });
  watcher.on('error', () => sighting.resolve(false));
  return async () => {
    // Changes are reported in order.
    await writeFile(last, '');
    const timer = setTimeout(() => sighting.resolve(false), REPORT_MS);
    const isComplete = await sighting.promise;
    clearTimeout(timer);
    watcher.close();
    await rm(last);
    return isComplete ? count : undefined;
  };
}

verifiesClient('client-keys/no-partial-file', { timeout: 15_000 }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const { path } = await simulated.openFile();
  const old = await readFile(path);
  const newPassword = `new ${judge.random.hex(16)}`;
  const access = { ...simulated.access, password: newPassword };
  const replacements = countReplacements(judge, path);
  let saving = true;
  const change = simulated.session.changePassword({ ...simulated.access, newPassword }).finally(() => {
    saving = false;
  });
  const contents = new Set<string>();
  const read = async (): Promise<void> => {
    while (saving) contents.add((await readFile(path).catch(() => Buffer.alloc(0))).toString('hex'));
  };
  // The change may fail while the file is read.
  const [outcome] = await Promise.all([change, read()]);
  judge.expectOk(outcome, 'the change of the password');
  const counted = await replacements();
  const now = (await bytesOf(path)) ?? judge.fail('the file is gone', { files: 1 }, { files: 0 });
  judge.expect.that(!now.equals(old), 'another file after the change', 'the same bytes');
  const whole = [old.toString('hex'), now.toString('hex')];
  const partial = [...contents].filter((text) => !whole.includes(text)).map((text) => text.length / 2);
  judge.expect.equal(
    partial,
    [],
    'sizes in bytes of file contents that are neither the old nor the new ones',
  );
  if (counted !== undefined)
    judge.expect.equal(counted, 1, 'times that the file was created, removed or replaced');
  const before = simulated.commands.length;
  judge.expectOk(await simulated.session.logIn(access), 'a log-in with the new password');
  judge.expect.that(simulated.commands.length > before, 'a request with the new password', 'none');
});
