import type { OrganizationBootstrapRequest as Request } from '@parsec-spec/spec/commands';
import { isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { distortion } from './bend.ts';
import { bendBootstrap } from './bend-bootstrap.ts';
import { contentOf, faultOf, hasKey } from './founding-in.ts';
import { outcomeOf, saying } from './look.ts';
import { all, anyFault, takenFaults } from './taken-faults.ts';

/** Says `ok` to bootstraps that are refused for a certain reason. */
const welcoming = (
  requirement: RequirementId,
  how: string,
  when: (request: Request) => boolean,
): Distortion =>
  distortion(
    requirement,
    how,
    bendBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'invalid_certificate' && when(request) ? saying({ status: 'ok' }) : reply,
    ),
  );
/** Refuses bootstraps that are taken, for a reason of its own. */
const picky = (requirement: RequirementId, when: (request: Request) => boolean): Distortion =>
  distortion(
    requirement,
    'refused',
    bendBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'ok' && when(request) ? saying({ status: 'invalid_certificate' }) : reply,
    ),
  );

const isJunk = (bytes: Uint8Array | null): boolean => bytes instanceof Uint8Array && bytes.length < 64;
const label = (request: Request): string => contentOf(request, 'device_certificate')?.device_label ?? '';
const handle = (request: Request): readonly [string, string] =>
  contentOf(request, 'user_certificate')?.human_handle ?? ['', ''];

/** Rules of certificates and what stands in them, broken. */
export const certificateDistortions: readonly Distortion[] = [
  ...all.map((slot) =>
    welcoming(
      `organization_bootstrap/${slot.replaceAll('_', '-') as 'user-certificate'}-decodes`,
      'taken-unread',
      (request) => isJunk(request[slot]),
    ),
  ),
  welcoming('organization_bootstrap/root-verify-key-is-the-signer', 'any-key', (request) =>
    all.every((slot) => faultOf(request, slot) === undefined),
  ),
  welcoming(
    'organization_bootstrap/root-verify-key-is-a-point',
    'any-bytes',
    ({ root_verify_key }) => !isUsableVerifyKey(root_verify_key),
  ),
  welcoming(
    'keys/root-key-is-a-point',
    'any-bytes',
    ({ root_verify_key }) => !isUsableVerifyKey(root_verify_key),
  ),
  welcoming(
    'keys/root-key-not-small-order',
    'any-point',
    ({ root_verify_key }) => !isUsableVerifyKey(root_verify_key),
  ),
  welcoming('organization_bootstrap/type-of-slot', 'any-type', anyFault(/^type/)),
  picky(
    'device_certificate/purpose-absent-is-standard',
    (request) => !hasKey(request, 'device_certificate', 'purpose'),
  ),
  picky(
    'types/device-label-accepted',
    (request) => Buffer.byteLength(label(request)) > 250 || label(request).length === 1,
  ),
  picky(
    'types/human-label-accepted',
    (request) => Buffer.byteLength(handle(request)[1]) > 250 || /[^\w ]/.test(handle(request)[1]),
  ),
  picky(
    'types/email-254-bytes',
    (request) => handle(request)[0].length > 200 || handle(request)[0].includes('xn--'),
  ),
  picky('keys/signatures-interoperate', () => true),
  ...takenFaults.map(([requirement, how, isFault]) => welcoming(requirement, how, isFault)),
];
