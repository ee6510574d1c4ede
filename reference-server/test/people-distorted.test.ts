import { expect, test } from 'vitest';
import { attemptDistortions } from '../src/distortions/attempts.ts';
import { deviceInvitationDistortions } from '../src/distortions/device-invitations.ts';
import { invitationMailDistortions } from '../src/distortions/invitation-mails.ts';
import { invitationViewDistortions } from '../src/distortions/invitation-views.ts';
import { invitationDistortions } from '../src/distortions/invitations.ts';
import { stepDistortions } from '../src/distortions/steps.ts';
import { journey } from './people-journey.ts';

const right = await journey([]);

test('a right server is the same each time', async () => {
  expect(right.length).toBeGreaterThan(100);
  expect(await journey([])).toEqual(right);
});

test.each(
  [
    ...invitationDistortions,
    ...deviceInvitationDistortions,
    ...invitationViewDistortions,
    ...invitationMailDistortions,
    ...attemptDistortions,
    ...stepDistortions,
  ].map((one) => [one.name, one] as const),
)('%s shows', async (_, distortion) => {
  expect(await journey([distortion]).catch((fault: Error) => [`fell over: ${fault.message}`])).not.toEqual(
    right,
  );
});
