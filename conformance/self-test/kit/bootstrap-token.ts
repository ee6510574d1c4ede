import type { Reply } from '@parsec-spec/reference-server/core';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import { requestIn } from './bootstrap-certificates.ts';
import { jsonIn, organizationIn } from './calls.ts';
import { readCallBody, type Wrap, withBody } from './mutant.ts';

/** A record of the bootstrap tokens in the links that the administration returns. */
function tokens() {
  const known = new Map<string, string[]>();
  return {
    note(reply: Reply): void {
      const url = typeof reply.body === 'string' ? jsonIn(reply.body)?.bootstrap_url : undefined;
      const found =
        typeof url === 'string' ? /^parsec3:\/\/[^/]+\/([^?]+)\?.*\bp=xB([\w-]+)/.exec(url) : null;
      if (found?.[1] && found[2]) known.set(found[1], [...(known.get(found[1]) ?? []), `xB${found[2]}`]);
    },
    of: (organization: string): readonly Uint8Array[] =>
      (known.get(organization) ?? []).map((payload) => Buffer.from(payload, 'base64url').subarray(2)),
    everywhere: (): readonly string[] =>
      [...known.values()]
        .flat()
        .map((payload) => Buffer.from(payload, 'base64url').subarray(2).toString('hex')),
  };
}

/** Replaces the token of a bootstrap by another token. */
export const underToken =
  (
    choose: (
      given: Uint8Array | null,
      known: ReturnType<typeof tokens>,
      organization: string,
    ) => Uint8Array | null | undefined,
  ): Wrap =>
  (handle) => {
    const known = tokens();
    return async (call) => {
      const at = await readCallBody(call);
      const request = requestIn(at.bytes);
      const chosen =
        request === undefined ? undefined : choose(request.bootstrap_token, known, organizationIn(call));
      const reply = await handle(
        chosen === undefined
          ? at
          : withBody(at, encode({ ...request, bootstrap_token: chosen } as unknown as Encodable)),
      );
      known.note(reply);
      return reply;
    };
  };
