import type { SchemaName } from '../validate/index.ts';
import type { CertificateType } from './certificate.ts';

export interface CertificateShape {
  readonly schema: SchemaName;
  /** Keys in the order in which Parsec writes them (spec/protocol/certificates.md). */
  readonly keys: readonly string[];
}

/** Each type's schema and the order of its keys. */
export const certificateShapes: Readonly<Record<CertificateType, CertificateShape>> = {
  user_certificate: {
    schema: 'UserCertificate',
    keys: ['type', 'author', 'timestamp', 'user_id', 'human_handle', 'public_key', 'algorithm', 'profile'],
  },
  device_certificate: {
    schema: 'DeviceCertificate',
    keys: [
      'type',
      'purpose',
      'author',
      'timestamp',
      'user_id',
      'device_id',
      'device_label',
      'verify_key',
      'algorithm',
    ],
  },
  revoked_user_certificate: {
    schema: 'RevokedUserCertificate',
    keys: ['type', 'author', 'timestamp', 'user_id'],
  },
  user_update_certificate: {
    schema: 'UserUpdateCertificate',
    keys: ['type', 'author', 'timestamp', 'user_id', 'new_profile'],
  },
  sequester_authority_certificate: {
    schema: 'SequesterAuthorityCertificate',
    keys: ['type', 'timestamp', 'verify_key_der'],
  },
};

export const isCertificateType = (type: unknown): type is CertificateType =>
  typeof type === 'string' && Object.hasOwn(certificateShapes, type);
