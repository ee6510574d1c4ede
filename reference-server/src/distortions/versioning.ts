import type { Distortion } from '../core/distortion.ts';
import { isServedVersion } from '../core/version.ts';
import { bendCall, bendReply, distortion, headerOf, withHeader } from './bend.ts';
import { isRpc, refusing } from './look.ts';

const wellFormed = /^\d+\.\d+$/;

/** Rules of versions, broken. */
export const versioningDistortions: readonly Distortion[] = [
  distortion(
    'versioning/header-required',
    'taken-for-served',
    bendCall((call) =>
      isRpc(call) && headerOf(call, 'api-version') === undefined
        ? withHeader(call, 'api-version', '5.6')
        : call,
    ),
  ),
  distortion(
    'versioning/header-well-formed',
    'anything-goes',
    bendCall((call) => {
      const version = headerOf(call, 'api-version');
      return version === undefined || wellFormed.test(version)
        ? call
        : withHeader(call, 'api-version', '5.6');
    }),
  ),
  distortion(
    'versioning/major-served',
    'any-major',
    bendCall((call) =>
      wellFormed.test(headerOf(call, 'api-version') ?? '') ? withHeader(call, 'api-version', '5.6') : call,
    ),
  ),
  distortion(
    'versioning/any-minor-served',
    'own-minor-only',
    bendCall((call) =>
      (headerOf(call, 'api-version') ?? '5.6') === '5.6' ? call : withHeader(call, 'api-version', '0.0'),
    ),
  ),
  distortion(
    'versioning/refusal-lists-versions',
    'silent',
    bendReply((reply) => (reply.status === 422 ? withHeader(reply, 'supported-api-versions') : reply)),
  ),
  distortion(
    'versioning/reply-names-own-version',
    'echo',
    bendReply((reply, call) =>
      reply.status === 200 && isRpc(call)
        ? withHeader(reply, 'api-version', headerOf(call, 'api-version'))
        : reply,
    ),
  ),
  distortion(
    'versioning/refusal-names-own-version',
    'silent',
    bendReply((reply, call) =>
      reply.status !== 200 && isRpc(call) ? withHeader(reply, 'api-version') : reply,
    ),
  ),
  distortion('versioning/version-first', 'last', (handle) => async (call) => {
    if (!isRpc(call) || isServedVersion(headerOf(call, 'api-version'))) return handle(call);
    const reply = await handle(withHeader(call, 'api-version', '5.6'));
    return reply.status === 200 ? refusing(422) : reply;
  }),
];
