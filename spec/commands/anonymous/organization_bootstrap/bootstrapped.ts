import type { OrganizationBootstrapRequest } from '../../../src/commands/index.ts';
import { creationRecord, type Intents, type OrganizationContext } from '../../../src/guards/index.ts';
import type { OrganizationRecord } from '../../../src/records/index.ts';
import { redactedHumanHandle } from '../../../src/scalars/index.ts';
import type { BootstrapCertificates } from './prepare.ts';

type Context = OrganizationContext<OrganizationBootstrapRequest> & {
  readonly prepared: BootstrapCertificates;
};

/**
 * The intents of an accepted bootstrap: one append that also creates the organization if it did not
 * exist.
 */
export function bootstrapIntents({
  state,
  now,
  config,
  request,
  prepared,
}: Context): Intents<{ status: 'ok' }> {
  const { user, device } = prepared;
  const records: OrganizationRecord[] = [
    {
      record: 'organization_bootstrapped',
      at: now,
      root_verify_key: request.root_verify_key,
      timestamp: user.content.timestamp,
      user_id: user.content.user_id,
      human_handle: user.content.human_handle ?? redactedHumanHandle(user.content.user_id),
      profile: user.content.profile,
      device_id: device.content.device_id,
      verify_key: device.content.verify_key,
      user_certificate: request.user_certificate,
      redacted_user_certificate: request.redacted_user_certificate,
      device_certificate: request.device_certificate,
      redacted_device_certificate: request.redacted_device_certificate,
      sequester_authority_certificate: request.sequester_authority_certificate,
    },
  ];
  if (state.creation === null)
    records.unshift(creationRecord({ state, now, config, bootstrap_token: null, requested: {} }));
  const [human_email, human_label] = user.content.human_handle ?? [null, null];
  const webhook = {
    organization_id: state.organization_id,
    device_id: device.content.device_id.hex,
    device_label: device.content.device_label,
    human_email,
    human_label,
  };
  return { reply: { status: 'ok' }, records, webhooks: [webhook] };
}
