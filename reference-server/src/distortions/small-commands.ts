import type { Distortion } from '../core/distortion.ts';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import { bendByBody, bendReply, distortion, headerOf, whole, withBody, type Wrap } from './bend.ts';
import { as, mapIn, placeOf, refusing, replyMap, retoldReply } from './look.ts';

const certificateGet = (change: (fields: { [name: string]: unknown }) => object): Wrap =>
  bendReply((reply) =>
    'common_certificates' in (replyMap(reply) ?? {}) ? retoldReply(reply, change) : reply,
  );
const asked =
  (change: (request: { [name: string]: unknown }) => object): Wrap =>
  (handle) =>
  async (call) => {
    const known = await whole(call);
    const request = mapIn(known.bytes);
    return handle(
      request?.cmd === 'certificate_get'
        ? withBody(known, encode({ ...request, ...change(request) } as Encodable))
        : known,
    );
  };
const plus = (value: unknown, micros: bigint): unknown =>
  typeof value === 'object' && value !== null && 'plus' in value
    ? (value as { plus(by: bigint): unknown }).plus(micros)
    : value;
const reversed = ({ common_certificates, ...others }: { [name: string]: unknown }) => ({
  ...others,
  common_certificates: [...(common_certificates as Uint8Array[])].reverse(),
});
const ballpark = (change: (fields: { [name: string]: unknown }) => object): Wrap =>
  bendReply((reply) =>
    replyMap(reply)?.status === 'timestamp_out_of_ballpark' ? retoldReply(reply, change) : reply,
  );

/** Rules of small commands and of reading certificates, broken. */
export const commandDistortions: readonly Distortion[] = [
  distortion(
    'server_config/without-credentials',
    'asks-for-some',
    bendReply((reply, call) =>
      placeOf(call) === 'anonymous_server' &&
      headerOf(call, 'authorization') === undefined &&
      reply.status === 200
        ? refusing(401)
        : reply,
    ),
  ),
  distortion(
    'server_config/tells-bootstrap-mode',
    'the-other',
    bendReply((reply) =>
      retoldReply(reply, (fields) =>
        'organization_bootstrap' in fields
          ? {
              ...fields,
              organization_bootstrap:
                fields.organization_bootstrap === 'SPONTANEOUS' ? 'WITH_BOOTSTRAP_TOKEN' : 'SPONTANEOUS',
            }
          : fields,
      ),
    ),
  ),
  distortion(
    'server_config/tells-services',
    'silent',
    bendReply((reply) =>
      retoldReply(reply, ({ openbao, ...fields }) => (openbao === undefined ? fields : fields)),
    ),
  ),
  distortion(
    'ping/echoes',
    'backwards',
    bendReply((reply) =>
      retoldReply(reply, (fields) =>
        typeof fields.pong === 'string' ? { ...fields, pong: `${fields.pong}!` } : fields,
      ),
    ),
  ),
  distortion(
    'certificate_get/four-collections',
    'three',
    certificateGet(({ shamir_recovery_certificates: _, ...fields }) => fields),
  ),
  distortion(
    'certificate_get/bytes-as-uploaded',
    'a-byte-more',
    certificateGet(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) =>
        Buffer.concat([bytes, Buffer.of(0)]),
      ),
    })),
  ),
  distortion(
    'certificates/envelope',
    'a-byte-less',
    certificateGet(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) => bytes.subarray(1)),
    })),
  ),
  distortion(
    'certificates/signature-covers-content',
    'flipped-bit',
    certificateGet(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) =>
        bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte)),
      ),
    })),
  ),
  distortion('certificate_get/user-before-device', 'backwards', certificateGet(reversed)),
  distortion(
    'certificate_get/cursor-is-strict',
    'from-it-on',
    asked(({ common_after }) => ({ common_after: plus(common_after, -1n) })),
  ),
  distortion(
    'certificate_get/cursors-are-independent',
    'one-for-all',
    asked(({ common_after, sequester_after }) => ({ sequester_after: common_after ?? sequester_after })),
  ),
  distortion(
    'certificate_get/others-get-full',
    'nothing',
    certificateGet((fields) => ({ ...fields, common_certificates: [] })),
  ),
  distortion(
    'certificate_get/foreign-realm-is-silent',
    'refused',
    bendByBody((reply, { bytes }) => {
      const realms = mapIn(bytes)?.realm_after;
      return realms instanceof Map && realms.size > 0 ? as(403, reply) : reply;
    }),
  ),
  distortion(
    'ordering/out-of-window-tells-offsets',
    'integers',
    ballpark((fields) => ({
      ...fields,
      ballpark_client_early_offset: 300,
      ballpark_client_late_offset: 320,
    })),
  ),
  distortion(
    'ordering/out-of-window-tells-clocks',
    'the-same-twice',
    ballpark((fields) => ({ ...fields, server_timestamp: fields.client_timestamp })),
  ),
  distortion(
    'types/microseconds-kept',
    'milliseconds',
    asked(({ common_after }) => ({
      common_after: plus(
        common_after,
        -(typeof common_after === 'object' && common_after !== null && 'micros' in common_after
          ? (common_after.micros as bigint) % 1000n
          : 0n),
      ),
    })),
  ),
];
