import type { Exchanged, OfflineCause } from '../transport/index.ts';

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
export function administrationOutcome<Result>(
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
