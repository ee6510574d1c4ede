import type { Handle, Reply } from '@parsec-spec/reference-server/core';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { requestIn } from './bootstrap-certificates.ts';
import { type CallWithBody, readCallBody, type Wrap } from './mutant.ts';

/** Changes the reply to a bootstrap. */
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
      const known = await readCallBody(call);
      const request = requestIn(known.bytes);
      const reply = await handle(known);
      return request === undefined ? reply : changes(reply, request, known, handle);
    };
  };
