import { administrationFacts } from '@parsec-spec/spec/administration';
import { explain, type SchemaName, type TypesByName, validate } from '@parsec-spec/spec/validate';
import { exchange, type TransportOptions, userAgent } from '../transport/index.ts';
import { type AdministrationOutcome, administrationOutcome } from './administration-outcome.ts';

/** The administration of one server: its address and its token (spec/protocol/administration.md). */
export interface Administration {
  serverUrl: string;
  token: string;
  transport?: TransportOptions | undefined;
}

type Facts = typeof administrationFacts;

/** The operations that this client plays: all that answer JSON and ask no query. */
export type PlayedOperation =
  | 'organization_create'
  | 'organization_status'
  | 'organization_stats'
  | 'organization_update';

type ResultOf<O extends PlayedOperation> = TypesByName[Facts[O]['result'] & SchemaName];

/** Sends one administration operation and reads its result. Refusals are values, each HTTP status its own. */
export async function operate<O extends PlayedOperation>(
  administration: Administration,
  operation: O,
  organizationId: string,
  body?: object,
): Promise<AdministrationOutcome<ResultOf<O>>> {
  // What a header cannot hold would be told in the error that refuses it.
  if (!/^[\x21-\x7e]+$/.test(administration.token))
    throw new TypeError(
      'the administration token is no token: one line of visible ASCII characters, without spaces',
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
