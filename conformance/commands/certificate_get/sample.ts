import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample(
  'authenticated',
  {
    common_after: { is: 'instant', nullable: true },
    sequester_after: { is: 'instant', nullable: true },
    shamir_recovery_after: { is: 'instant', nullable: true },
    realm_after: { is: 'id-map' },
  },
  () => ({
    cmd: 'certificate_get',
    common_after: null,
    sequester_after: null,
    shamir_recovery_after: null,
    realm_after: {},
  }),
);
