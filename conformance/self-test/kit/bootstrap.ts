import type { Handle, Reply } from '@parsec-spec/reference-server/core';
import {
  type CertificateOf,
  type CertificateType,
  loadCertificate,
  splitSigned,
} from '@parsec-spec/spec/certificates';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { jsonIn, mapIn, organizationIn } from './calls.ts';
import { type CallWithBody, readCallBody, type Wrap, withBody } from './mutant.ts';

type Answer = (
  reply: Reply,
  request: OrganizationBootstrapRequest,
  call: CallWithBody,
  handle: Handle,
) => Reply | Promise<Reply>;

/** Changes the replies to bootstraps, and no others. */
export const changeBootstrap =
  (make: () => Answer): Wrap =>
  (handle) => {
    const changes = make();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const request = requestIn(bufferedCall.bytes);
      const reply = await handle(bufferedCall);
      return request === undefined ? reply : changes(reply, request, bufferedCall, handle);
    };
  };

/** The certificate fields of all commands, with the type of each certificate. */
export const certificateFields = {
  user_certificate: 'user_certificate',
  device_certificate: 'device_certificate',
  redacted_user_certificate: 'user_certificate',
  redacted_device_certificate: 'device_certificate',
  sequester_authority_certificate: 'sequester_authority_certificate',
  user_update_certificate: 'user_update_certificate',
  revoked_user_certificate: 'revoked_user_certificate',
} as const satisfies Readonly<Record<string, CertificateType>>;

/** Name of a field with a certificate. */
export type CertificateField = keyof typeof certificateFields;

/** The bootstrap in a body; undefined if the body is something else. */
export const requestIn = (bytes: Uint8Array): OrganizationBootstrapRequest | undefined => {
  const request = mapIn(bytes);
  return request?.cmd === 'organization_bootstrap' && request.user_certificate instanceof Uint8Array
    ? (request as unknown as OrganizationBootstrapRequest)
    : undefined;
};

/** The certificates of a command. */
export type CertificateFields = { readonly [slot in CertificateField]?: unknown };

/** Why a certificate does not load; undefined if it loads or is absent. */
export function mistakeOf(request: CertificateFields, slot: CertificateField): string | undefined {
  const bytes = request[slot];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const signed = splitSigned(bytes);
  if (signed === undefined) return 'short';
  const loaded = loadCertificate(signed.message, certificateFields[slot]);
  return loaded.ok ? undefined : `${loaded.reason} ${loaded.detail ?? ''}`;
}

/** The content of a certificate that loads. */
export function contentOf<S extends 'user_certificate' | 'device_certificate'>(
  request: OrganizationBootstrapRequest,
  slot: S,
): CertificateOf[S] | undefined {
  const signed = splitSigned(request[slot]);
  const loaded = signed === undefined ? undefined : loadCertificate(signed.message, slot);
  return loaded?.ok ? (loaded.certificate as CertificateOf[S]) : undefined;
}

/** A record of the bootstrap tokens in the links that the administration returns. */
function rememberTokens() {
  const tokensOf = new Map<string, string[]>();
  return {
    note(reply: Reply): void {
      const url = typeof reply.body === 'string' ? jsonIn(reply.body)?.bootstrap_url : undefined;
      const match =
        typeof url === 'string' ? /^parsec3:\/\/[^/]+\/([^?]+)\?.*\bp=xB([\w-]+)/.exec(url) : null;
      if (match?.[1] && match[2])
        tokensOf.set(match[1], [...(tokensOf.get(match[1]) ?? []), `xB${match[2]}`]);
    },
    of: (organization: string): readonly Uint8Array[] =>
      (tokensOf.get(organization) ?? []).map((payload) => Buffer.from(payload, 'base64url').subarray(2)),
    everywhere: (): readonly string[] =>
      [...tokensOf.values()]
        .flat()
        .map((payload) => Buffer.from(payload, 'base64url').subarray(2).toString('hex')),
  };
}

/** Replaces the token of a bootstrap by another token. */
export const replaceToken =
  (
    choose: (
      token: Uint8Array | null,
      memory: ReturnType<typeof rememberTokens>,
      organization: string,
    ) => Uint8Array | null | undefined,
  ): Wrap =>
  (handle) => {
    const tokenMemory = rememberTokens();
    return async (call) => {
      const at = await readCallBody(call);
      const request = requestIn(at.bytes);
      const chosen =
        request === undefined
          ? undefined
          : choose(request.bootstrap_token, tokenMemory, organizationIn(call));
      const reply = await handle(
        chosen === undefined
          ? at
          : withBody(at, encode({ ...request, bootstrap_token: chosen } as unknown as Encodable)),
      );
      tokenMemory.note(reply);
      return reply;
    };
  };
