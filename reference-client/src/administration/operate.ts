import { administrationFacts } from '@parsec-spec/spec/administration';
import { explain, type SchemaName, type TypesByName, validate } from '@parsec-spec/spec/validate';
import { exchange, type TransportOptions, userAgent } from '../transport/index.ts';
import { type AdministrationOutcome, administrationOutcome } from './administration-outcome.ts';

/** The administration of a server (spec/protocol/administration.md). */
export interface Administration {
  /** `http(s)://HOST[:PORT]/` */
  serverUrl: string;
  /** Visible ASCII characters without spaces. */
  token: string;
  transport?: TransportOptions | undefined;
}

type Facts = typeof administrationFacts;

/** The operations that this client can call: those that answer JSON and take no query. */
export type OperationName =
  | 'organization_create'
  | 'organization_status'
  | 'organization_stats'
  | 'organization_update';

type ResultOf<O extends OperationName> = TypesByName[Facts[O]['result'] & SchemaName];

/**
 * Calls one administration operation. Refusals are returned, one outcome for each HTTP status.
 *
 * @param organizationId name of the organization
 * @param body JSON body of the request
 * @throws TypeError if a header cannot hold the token
 * @example
 * ```ts
 * const administration = { serverUrl: 'http://127.0.0.1:6777/', token };
 * const ended = await operate(administration, 'organization_status', 'Acme');
 * if (ended.outcome === 'done') console.log(ended.result.is_bootstrapped);
 * ```
 */
export async function operate<O extends OperationName>(
  administration: Administration,
  operation: O,
  organizationId: string,
  body?: object,
): Promise<AdministrationOutcome<ResultOf<O>>> {
  // The error of `fetch` would show a token that a header cannot hold.
  if (!/^[\x21-\x7e]+$/.test(administration.token))
    throw new TypeError(
      'the administration token is not usable: expected one line of visible ASCII characters without spaces',
    );
  const { method, path, result } = administrationFacts[operation];
  const place = path.replace('{organization_id}', encodeURIComponent(organizationId));
  const headers: Record<string, string> = {
    authorization: `Bearer ${administration.token}`,
    accept: 'application/json',
    'user-agent': userAgent,
  };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const exchanged = await exchange(
    {
      method,
      url: new URL(place, administration.serverUrl).href,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    administration.transport,
  );
  return administrationOutcome(exchanged, (value) =>
    validate(result, value)
      ? { ok: true, value: value as ResultOf<O> }
      : { ok: false, detail: explain(result, value) ?? 'not valid' },
  );
}
