import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { devicesFolder, openOnlyDevice } from '../../../src/client/device-files.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { continuesAfter } from '../../../src/client/refuses-false-certificate.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import { makeDeviceFile } from '../../../src/people/device-file.ts';

verifiesClient('client-keys/round-trip', async (judge) => {
  const someone = await newUser(judge);
  judge.expectOutcome(await someone.bootstrap(), 'ok', 'the bootstrap');
  // A restarted client has only the files.
  const session = await judge.client.open(someone.home, { cheapPassword: true });
  judge.expectOutcome(
    await session.logIn({ password: someone.password }),
    'ok',
    'a log-in with the saved device',
  );
  const authenticated = someone.server.exchanges.filter(({ request }) =>
    request.target.startsWith('/authenticated/'),
  );
  judge.expect.that(authenticated.length > 0, 'an authenticated request', 'none');
  const { device } = await openOnlyDevice(judge, someone.home, someone.password);
  const bootstrap = someone.asked.find(({ cmd }) => cmd === 'organization_bootstrap') ?? {};
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

verifiesClient('client-keys/listing-skips-junk', async (judge) => {
  const stage = await stageOrganization(judge);
  const folder = devicesFolder(stage.home);
  const good = await readFile(stage.file);
  await writeFile(join(folder, '0.keys'), judge.random.bytes(300));
  await writeFile(join(folder, 'empty.keys'), '');
  await writeFile(join(folder, 'cut.keys'), good.subarray(0, 100));
  await writeFile(join(folder, 'notes.txt'), 'a note');
  await mkdir(join(folder, 'folder.keys'));
  // A file without the extension of a device file is not listed, whatever its content.
  const other = { ...stage.device, device_id: judge.random.id() };
  const salts = { salt: judge.random.bytes(16), nonce: judge.random.bytes(24), at: stage.founded };
  await writeFile(join(folder, 'other.keys.bak'), makeDeviceFile(other, stage.password, salts));
  const { facts } = judge.expectOutcome(await stage.session.list(), 'ok', 'listing the devices');
  const files = judge.expect.list(facts, 'devices').map((device) => Object(device).file);
  judge.expect.equal(files, [stage.file], 'devices listed');
});

verifiesClient('client-keys/password-change-retires-the-old', async (judge) => {
  const stage = await stageOrganization(judge);
  const { session, password } = stage;
  const newPassword = `new ${judge.random.hex(16)}`;
  judge.expectOutcome(await session.changePassword({ password, newPassword }), 'ok', 'the change');
  judge.expectOutcome(await session.logIn({ password }), 'cannot-open', 'the old password');
  judge.expectOutcome(await session.logIn({ password: newPassword }), 'ok', 'the new password');
});

verifiesClient('client-keys/password-change-keeps-keys', async (judge) => {
  const stage = await stageOrganization(judge);
  const newPassword = `new ${judge.random.hex(16)}`;
  judge.expectOutcome(
    await stage.session.changePassword({ password: stage.password, newPassword }),
    'ok',
    'the change',
  );
  const { device } = await openOnlyDevice(judge, stage.home, newPassword);
  judge.expect.equal(device, stage.device, 'the device inside');
});

verifiesClient('client-keys/saving-is-atomic', async (judge) => {
  const stage = await stageOrganization(judge);
  const old = await readFile(stage.file);
  const newPassword = `new ${judge.random.hex(16)}`;
  let saving = true;
  const change = stage.session.changePassword({ password: stage.password, newPassword }).finally(() => {
    saving = false;
  });
  const seen = new Set<string>();
  while (saving) seen.add((await readFile(stage.file).catch(() => Buffer.alloc(0))).toString('hex'));
  judge.expectOutcome(await change, 'ok', 'the change of the password');
  const now = await readFile(stage.file);
  judge.expect.that(!now.equals(old), 'another file after the change', 'the same bytes');
  const whole = [old.toString('hex'), now.toString('hex')];
  const half = [...seen].filter((text) => !whole.includes(text)).map((text) => text.length / 2);
  judge.expect.equal(half, [], 'sizes of what was seen on disk, neither the old file nor the new');
  await continuesAfter(
    judge,
    { ...stage, logIn: () => stage.session.logIn({ password: newPassword }) },
    undefined,
  );
});
