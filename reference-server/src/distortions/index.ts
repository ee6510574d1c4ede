import type { Distortion } from '../core/distortion.ts';
import { administrationDistortions } from './administration.ts';
import { attemptEventDistortions } from './attempt-events.ts';
import { attemptDistortions } from './attempts.ts';
import { authenticationDistortions } from './authentication.ts';
import { bootstrapDistortions } from './bootstrap.ts';
import { bootstrapEffectDistortions } from './bootstrap-effects.ts';
import { certificateDistortions } from './certificates.ts';
import { creationDistortions } from './creation.ts';
import { deviceInvitationDistortions } from './device-invitations.ts';
import { earlyStepDistortions } from './early-steps.ts';
import { encodingDistortions } from './encoding.ts';
import { enrolmentCertificateDistortions } from './enrolment-certificates.ts';
import { formerAdminDistortions } from './former-admins.ts';
import { invitationMailDistortions } from './invitation-mails.ts';
import { invitationViewDistortions } from './invitation-views.ts';
import { invitationDistortions } from './invitations.ts';
import { lastingDistortions } from './lasting.ts';
import { linkDistortions } from './links.ts';
import { memberDistortions } from './members.ts';
import { nearlyPeopleDistortions } from './nearly-people.ts';
import { nearlyTransportDistortions } from './nearly-transport.ts';
import { profileEventDistortions } from './profile-events.ts';
import { signUpDistortions } from './sign-up.ts';
import { signUpMailDistortions } from './sign-up-mails.ts';
import { commandDistortions } from './small-commands.ts';
import { sparedCommandDistortions } from './spared-commands.ts';
import { stepDistortions } from './steps.ts';
import { termsDistortions } from './terms.ts';
import { transportDistortions } from './transport.ts';
import { updateDistortions } from './update.ts';
import { valueDistortions } from './values.ts';
import { versioningDistortions } from './versioning.ts';

export { closesOnProfileChange } from './profile-events.ts';

/** Ways to break the rules that no guard keeps: each must be noticed by a check that names its requirement. */
export const distortions: readonly Distortion[] = [
  ...versioningDistortions,
  ...transportDistortions,
  ...encodingDistortions,
  ...authenticationDistortions,
  ...termsDistortions,
  ...administrationDistortions,
  ...creationDistortions,
  ...updateDistortions,
  ...bootstrapDistortions,
  ...bootstrapEffectDistortions,
  ...certificateDistortions,
  ...enrolmentCertificateDistortions,
  ...commandDistortions,
  ...valueDistortions,
  ...linkDistortions,
  ...memberDistortions,
  ...lastingDistortions,
  ...invitationDistortions,
  ...deviceInvitationDistortions,
  ...invitationViewDistortions,
  ...invitationMailDistortions,
  ...attemptDistortions,
  ...attemptEventDistortions,
  ...stepDistortions,
  ...earlyStepDistortions,
  ...signUpDistortions,
  ...signUpMailDistortions,
  ...sparedCommandDistortions,
  ...nearlyTransportDistortions,
  ...nearlyPeopleDistortions,
  ...formerAdminDistortions,
  ...profileEventDistortions,
];
