import type { SchemaName, TypesByName } from '../validate/index.ts';

/**
 * The payloads that greeter and claimer exchange after comparing codes
 * (spec/protocol/client-greeting.md): the claimer's request at step 6, the greeter's confirmation
 * at step 7.
 */
export interface PayloadOf {
  readonly invite_user_data: TypesByName['InviteUserData'];
  readonly invite_user_confirmation: TypesByName['InviteUserConfirmation'];
  readonly invite_device_data: TypesByName['InviteDeviceData'];
  readonly invite_device_confirmation: TypesByName['InviteDeviceConfirmation'];
}

export type PayloadType = keyof PayloadOf;
export type Payload = PayloadOf[PayloadType];

/** The schema of each type, and the order in which its keys are written. */
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
