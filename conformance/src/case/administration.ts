import type { Exchange } from '../wire/exchange.ts';
import type { HeaderChanges } from '../wire/headers.ts';
import { Unjudged } from './failure.ts';
import type { Http } from './http.ts';

/**
 * Settings of an organization for the administration API. An absent one gets the server's default.
 */
export interface OrganizationSettings {
  readonly active_users_limit?: number | null;
  readonly user_profile_outsider_allowed?: boolean;
  readonly realm_minimum_archiving_period_before_deletion?: number;
  readonly tos?: Readonly<Record<string, string>> | null;
  readonly is_expired?: boolean;
}

/** Optional changes to one administration call. */
export interface AdministrationChange {
  readonly change?: HeaderChanges;
  /** Bytes or text that replace the JSON body. */
  readonly body?: Uint8Array | string;
  readonly method?: string;
  readonly label?: string;
  /** Longest body of the reply, in bytes. */
  readonly limit?: number;
}

/**
 * Longest reply with the figures of all organizations, in bytes: a server may have tens of
 * thousands.
 */
const STATS_LIMIT = 16 << 20;

const path = (id: string, rest = '') => `/administration/organizations/${encodeURIComponent(id)}${rest}`;

/** The administration REST API, operations A1 to A7. Needs the administration token. */
export class Administration {
  readonly #http: Http;
  readonly #token: string | undefined;

  constructor(http: Http, token: string | undefined) {
    this.#http = http;
    this.#token = token;
  }

  /** The administration token; without one the check is not testable. */
  get token(): string {
    if (this.#token === undefined)
      throw new Unjudged('not-testable', 'needs the administration token (--administration-token)');
    return this.#token;
  }

  /** Any call. `body` is sent as JSON; for a value that JSON cannot express, use `change.body`. */
  call(
    method: string,
    target: string,
    body?: unknown,
    options: AdministrationChange = {},
  ): Promise<Exchange> {
    const sent = options.body ?? (body === undefined ? undefined : JSON.stringify(body));
    return this.#http.send({
      method: options.method ?? method,
      target,
      headers: [
        ['Authorization', `Bearer ${this.token}`],
        ...(sent === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ],
      ...(options.change === undefined ? {} : { change: options.change }),
      ...(sent === undefined ? {} : { body: sent }),
      label: options.label,
      limit: options.limit,
    });
  }

  /** A1: creates an organization. */
  create(id: string, settings: OrganizationSettings = {}, options?: AdministrationChange): Promise<Exchange> {
    return this.call('POST', '/administration/organizations', { organization_id: id, ...settings }, options);
  }

  /** A2: gets its settings and state. */
  get(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id), undefined, options);
  }

  /** A3: changes settings. */
  patch(id: string, settings: OrganizationSettings, options?: AdministrationChange): Promise<Exchange> {
    return this.call('PATCH', path(id), settings, options);
  }

  /** A4: gets its statistics. */
  stats(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id, '/stats'), undefined, options);
  }

  /** A5: gets statistics of all organizations; `query` without the question mark. */
  serverStats(query = '', options?: AdministrationChange): Promise<Exchange> {
    const target = `/administration/stats${query === '' ? '' : `?${query}`}`;
    return this.call('GET', target, undefined, { limit: STATS_LIMIT, ...options });
  }

  /** A6: lists its users. */
  users(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id, '/users'), undefined, options);
  }

  /** A7: freezes or unfreezes a user. */
  freeze(
    id: string,
    body: { frozen: boolean; user_email?: string | null; user_id?: string | null },
    options?: AdministrationChange,
  ): Promise<Exchange> {
    return this.call('POST', path(id, '/users/freeze'), body, options);
  }
}
