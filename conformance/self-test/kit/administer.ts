import { type Handle, readableBytes, type ServerConfig } from '@parsec-spec/reference-server/core';

/**
 * Calls the administration of the wrapped server with its token. The mutant does not see the call.
 */
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
