import type { Exchange } from '../../exchange/index.ts';
import type { Judge } from '../../judge/index.ts';
import type { OrganizationRequest } from '../organization/request.ts';

/** A call ready to be sent to any node, and what the model knows it as. */
export interface Call {
  readonly request: OrganizationRequest;
  readonly send: (judge: Judge) => Promise<Exchange>;
}
