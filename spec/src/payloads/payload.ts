import type { SchemaName, TypesByName } from '../validate/index.ts';

/** What greeter and claimer tell each other once their codes were compared (spec/protocol/client-greeting.md): step 6 asks, step 7 confirms. */
export interface PayloadOf {
  readonly invite_user_data: TypesByName['InviteUserData'];
  readonly invite_user_confirmation: TypesByName['InviteUserConfirmation'];
  readonly invite_device_data: TypesByName['InviteDeviceData'];
  readonly invite_device_confirmation: TypesByName['InviteDeviceConfirmation'];
}

export type PayloadType = keyof PayloadOf;
export type Payload = PayloadOf[PayloadType];

/** Each type's schema and the order in which its keys are written. */
export const payloadShapes: Readonly<
  Record<PayloadType, { readonly schema: SchemaName; readonly keys: readonly string[] }>
> = {
  invite_user_data: {
    schema: 'InviteUserData',
    keys: ['type', 'requested_device_label', 'requested_human_handle', 'public_key', 'verify_key'],
  },
  invite_user_confirmation: {
    schema: 'InviteUserConfirmation',
    keys: ['type', 'user_id', 'device_id', 'device_label', 'human_handle', 'profile', 'root_verify_key'],
  },
  invite_device_data: {
    schema: 'InviteDeviceData',
    keys: ['type', 'requested_device_label', 'verify_key'],
  },
  invite_device_confirmation: {
    schema: 'InviteDeviceConfirmation',
    keys: [
      'type',
      'user_id',
      'device_id',
      'device_label',
      'human_handle',
      'profile',
      'private_key',
      'user_realm_id',
      'user_realm_key',
      'root_verify_key',
    ],
  },
};
