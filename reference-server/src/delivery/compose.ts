import type { Mail } from '@parsec-spec/spec/rules';
import type { ServerAddress } from '@parsec-spec/spec/urls';
import { deviceInvitation } from './device-invitation.ts';
import type { Letter } from './letter.ts';
import { userInvitation } from './user-invitation.ts';
import { validationCode } from './validation-code.ts';

/**
 * Composes a mail. Links lead to the configured address, whatever host the request was sent to
 * (LINK-10).
 */
export function compose(mail: Mail, server: ServerAddress): Letter {
  switch (mail.mail) {
    case 'user_invitation':
      return userInvitation(mail, server);
    case 'device_invitation':
      return deviceInvitation(mail, server);
    case 'validation_code':
      return validationCode(mail, server);
  }
}
