import type { Mutant } from '@parsec-spec/reference-server/core';
import { refusal } from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import { alwaysOpensNew, repeatsFirstToken } from '../../../self-test/kit/invitations.ts';
import {
  cancelsUnmailed,
  carbonCopy,
  changeMail,
  changeOutcome,
  changesLinks,
  changesMessage,
  type MessageChange,
  mailsAlways,
  onlyAbout,
} from '../../../self-test/kit/mail.ts';

const ofDevice = /New device invitation/;

const toDevice = (make: () => MessageChange) => onlyAbout(ofDevice, make);

/** Mutants of the requirements of `invite_new_device`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mailsAlways('invite_new_device/no-mail-unasked', 'invite_new_device'),
  cancelsUnmailed('invite_new_device/invitation-survives-mail-failure', 'invite_new_device'),
  changeMail(
    'invite_new_device/mail-failure-is-told',
    'success',
    toDevice(changeOutcome('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  changeMail(
    'invite_new_device/mail-failure-is-told',
    'refusal-is-success',
    toDevice(changeOutcome('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  changeMail(
    'invite_new_device/mail-to-author',
    'to-the-host-too',
    toDevice(changesMessage(() => ({ headers: carbonCopy }))),
  ),
  changeMail(
    'invite_new_device/mail-to-author',
    'user-link',
    toDevice(changesLinks((text) => text.replaceAll('claim_device', 'claim_user'))),
  ),
  alwaysOpensNew('invite_new_device/pending-is-reused', 'invite_new_device'),
  repeatsFirstToken('invite_new_device/ended-is-not-reused', 'invite_new_device'),
  changeCommands(
    'invite_new_device/open-to-every-profile',
    'only-who-enrols',
    ['user_create', 'invite_new_user', 'invite_new_device'],
    () => {
      const administrators = new Set<string>();
      return async (commandCall) => {
        if (commandCall.command === 'invite_new_device') {
          const reply = await commandCall.answer();
          return isOk(reply) && !administrators.has(commandCall.device) ? refusal(403) : reply;
        }
        const reply = await commandCall.answer();
        if (isOk(reply)) administrators.add(commandCall.device);
        return reply;
      };
    },
  ),
];
