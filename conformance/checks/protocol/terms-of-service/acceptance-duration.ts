import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { acceptTerms, askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';

const rules = ['tos_accept/lasts', 'tos_accept/unlocks-nobody-else'] as const;
const newTerms = 'terms-of-service/replaced-terms-need-acceptance';
const needs = ['administration'] as const;
const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;
const tos = { en: 'https://example.com/terms' };

for (const profile of profiles) {
  const [one, two] = profiles.filter((other) => other !== profile);

  /**
   * Zoe accepts the terms on the second of two devices. Carol, with the same profile, never does.
   */
  const organizationWithTerms = async (judge: Judge) => {
    const { author: alice } = await judge.bootstrapped();
    const zoe = await judge.members.enrol(alice, 'zoe', { profile });
    const phone = await judge.members.addDevice(zoe, 'zoe-phone');
    const carol = await judge.members.enrol(alice, 'carol', { profile });
    const patch = async (settings: Parameters<Judge['administration']['patch']>[1]) =>
      judge.expect.json(await judge.administration.patch(alice.organization, settings));
    await patch({ tos });
    await judge.eventually(() => askOrganization(judge, phone), 463, 'the terms');
    await acceptTerms(judge, alice);
    await acceptTerms(judge, phone);
    /** Asserts that each device is accepted on both routes, and Carol is not. */
    const expectStillAccepted = async (devices: readonly Member[], when: string) => {
      await judge.under('tos_accept/lasts', async () => {
        for (const device of devices) {
          const { label } = device.device;
          await judge.eventually(
            () => askOrganization(judge, device),
            'ok',
            `the acceptance on ${label}, ${when}`,
          );
          judge.expect.answer(await judge.rpc.events(device), 200, `the events of ${label}, ${when}`);
        }
      });
      await judge.under('tos_accept/unlocks-nobody-else', () =>
        judge.eventually(
          () => askOrganization(judge, carol),
          463,
          `the terms that carol did not accept, ${when}`,
        ),
      );
    };
    const freezeAndUnfreeze = async (members: readonly Member[]) => {
      for (const member of members) await setFrozen(judge, member, true);
      // Carol has terms to accept, too. The order between the two refusals is not promised.
      for (const member of members)
        await judge.eventually(
          () => askOrganization(judge, member),
          member === carol ? [462, 463] : 462,
          'the freeze',
        );
      for (const member of members) await setFrozen(judge, member, false);
    };
    return { alice, zoe, phone, carol, patch, expectStillAccepted, freezeAndUnfreeze };
  };

  verifies(rules, { case: `freeze-${profile.toLowerCase()}`, needs }, async (judge) => {
    const { alice, zoe, phone, carol, patch, expectStillAccepted, freezeAndUnfreeze } =
      await organizationWithTerms(judge);
    await freezeAndUnfreeze([zoe, carol]);
    await expectStillAccepted([zoe, phone], 'frozen and unfrozen');
    await setFrozen(judge, zoe, true);
    await judge.members.setProfile(alice, zoe.person, `${one}`);
    await setFrozen(judge, zoe, false);
    await expectStillAccepted([zoe, phone], `made ${one} while frozen`);
    const tablet = await judge.members.addDevice(phone, 'zoe-tablet');
    await expectStillAccepted([tablet], 'added after a freeze');
    await freezeAndUnfreeze([zoe]);
    await expectStillAccepted([phone, tablet], 'frozen and unfrozen again');
    await patch({ is_expired: true });
    judge.expect.answer(await judge.rpc.events(tablet), 460, 'while expired');
    await patch({ is_expired: false });
    await expectStillAccepted([zoe, tablet], 'expired and not expired any more');
  });

  verifies(rules, { case: `profile-${profile.toLowerCase()}`, needs }, async (judge) => {
    const { alice, zoe, phone, carol, expectStillAccepted } = await organizationWithTerms(judge);
    const devices: Member[] = [zoe, phone];
    devices.push(await judge.members.addDevice(zoe, 'zoe-tablet'));
    await expectStillAccepted(devices, `${profile}, with a device added later`);
    // From each profile to each other one.
    for (const [index, next] of [one, two, profile, two, one, profile].entries()) {
      for (const { person } of [zoe, carol]) await judge.members.setProfile(alice, person, `${next}`);
      const device = devices[index % devices.length] ?? zoe;
      await expectStillAccepted([device], `made ${next} by change ${index + 1}`);
      if (index > 2) continue;
      const added = await judge.members.addDevice(phone, `zoe-${index}`);
      await expectStillAccepted([added], `added while ${next}`);
      devices.push(added);
    }
  });

  // An acceptance lasts only as long as its terms, through freezes and changes of profile.
  verifies([newTerms, ...rules], { case: `after-changes-${profile.toLowerCase()}`, needs }, async (judge) => {
    const { alice, zoe, phone, patch, expectStillAccepted, freezeAndUnfreeze } =
      await organizationWithTerms(judge);
    const tablet = await judge.members.addDevice(phone, 'zoe-tablet');
    const devices = [zoe, phone, tablet];
    await freezeAndUnfreeze([zoe]);
    await expectStillAccepted([tablet], 'before the new terms');
    await setFrozen(judge, zoe, true);
    await patch({ tos });
    await setFrozen(judge, zoe, false);
    await judge.under([newTerms, 'tos_accept/unlocks-nobody-else'], async () => {
      for (const device of devices)
        await judge.eventually(
          () => askOrganization(judge, device),
          463,
          'the terms were replaced during a freeze',
        );
    });
    await judge.eventually(() => askOrganization(judge, alice), 463, 'the new terms');
    await acceptTerms(judge, alice);
    await judge.members.setProfile(alice, zoe.person, `${two}`);
    await judge.under(newTerms, async () => {
      for (const device of devices)
        judge.expect.answer(await askOrganization(judge, device), 463, `made ${two} before the acceptance`);
    });
    await acceptTerms(judge, tablet);
    await expectStillAccepted(devices, 'under the new terms');
  });
}
