import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import type { Handle, Reply } from '../core/call.ts';
import { type WholeCall, type Wrap, whole } from './bend.ts';
import { requestIn } from './founding-in.ts';

/** A bootstrap on its way, as far as it is one. */
type Bend = (
  reply: Reply,
  request: OrganizationBootstrapRequest,
  call: WholeCall,
  handle: Handle,
) => Reply | Promise<Reply>;

/** Bends the replies to bootstraps alone. */
export const bendBootstrap =
  (make: () => Bend): Wrap =>
  (handle) => {
    const bend = make();
    return async (call) => {
      const known = await whole(call);
      const request = requestIn(known.bytes);
      const reply = await handle(known);
      return request === undefined ? reply : bend(reply, request, known, handle);
    };
  };
