import { openEndpoint, type TlsOptions } from '../exchange/index.ts';
import type { ServerUnderTest } from '../judge/index.ts';
import type { RunningServer } from '../targets/index.ts';

/** Opens a running server for the judge. */
export const underTest = (running: RunningServer, tls: TlsOptions = {}): ServerUnderTest => ({
  endpoint: openEndpoint(running.address, tls),
  administrationToken: running.administrationToken,
  log: () => running.log(),
});
