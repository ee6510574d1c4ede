import type { Handle } from '../core/call.ts';
import { readableBytes } from '../core/readable.ts';
import type { ServerConfig } from '../core/server-config.ts';

/** Calls the administration as its owner would, past the distortion. */
export async function administer(
  handle: Handle,
  config: ServerConfig,
  method: 'PATCH' | 'POST',
  path: string,
  body: object,
): Promise<void> {
  await handle({
    method,
    target: `/administration/organizations/${path}`,
    headers: [
      ['Authorization', `Bearer ${config.administration_token}`],
      ['Content-Type', 'application/json'],
    ],
    body: readableBytes(Buffer.from(JSON.stringify(body))),
    peer: '',
    secure: false,
  });
}
