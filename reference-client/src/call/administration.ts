import { administrationFacts } from '@parsec-spec/spec/administration';
import { explain, type SchemaName, type TypesByName, validate } from '@parsec-spec/spec/validate';
import { type Exchanged, exchange, type TransportOptions, userAgent } from './exchange.ts';
import type { OfflineCause } from './offline-cause.ts';

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
  const filled = path.replace('{organization_id}', encodeURIComponent(organizationId));
  const headers: Record<string, string> = {
    authorization: `Bearer ${administration.token}`,
    accept: 'application/json',
    'user-agent': userAgent,
  };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const exchanged = await exchange(
    {
      method,
      url: new URL(filled, administration.serverUrl).href,
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

/** The result of an administration operation. */
export type AdministrationOutcome<Result> =
  | { outcome: 'done'; result: Result }
  /** 401 or 403: the token is wrong. */
  | { outcome: 'bad-token' }
  /** 404: the organization does not exist, or the server has no administration here. */
  | { outcome: 'not-found'; detail: string }
  /** 400: the operation does not fit the state, e.g. the organization is bootstrapped already. */
  | { outcome: 'refused'; detail: string }
  /** 422: the server refuses these values. */
  | { outcome: 'invalid'; detail: string }
  | { outcome: 'offline'; cause: OfflineCause; detail: string }
  | { outcome: 'unexpected'; detail: string };

type Reader<Result> = (value: unknown) => { ok: true; value: Result } | { ok: false; detail: string };

/** Interprets the response to an administration operation. */
function administrationOutcome<Result>(
  exchanged: Exchanged,
  read: Reader<Result>,
): AdministrationOutcome<Result> {
  if (exchanged.kind === 'offline')
    return { outcome: 'offline', cause: exchanged.cause, detail: exchanged.detail };
  if (exchanged.kind === 'oversized') return { outcome: 'unexpected', detail: 'the reply is too long' };
  const value = parse(exchanged.body);
  const { status } = exchanged;
  if (status === 200) {
    const result = read(value);
    return result.ok
      ? { outcome: 'done', result: result.value }
      : { outcome: 'unexpected', detail: `the reply does not fit this operation: ${result.detail}` };
  }
  const detail = detailOf(value) ?? `HTTP ${status}`;
  if (status === 403 || status === 401) return { outcome: 'bad-token' };
  if (status === 404) return { outcome: 'not-found', detail };
  if (status === 400) return { outcome: 'refused', detail };
  if (status === 422) return { outcome: 'invalid', detail };
  if (status === 502 || status === 503 || status === 504)
    return { outcome: 'offline', cause: 'gateway', detail };
  return { outcome: 'unexpected', detail: `HTTP ${status}` };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

// The server chooses this text. It is only shown.
function detailOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('detail' in value)) return undefined;
  const { detail } = value;
  return typeof detail === 'string' ? detail.slice(0, 200) : JSON.stringify(detail).slice(0, 200);
}
