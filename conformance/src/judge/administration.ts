import type { Exchange } from '../wire/exchange.ts';
import type { HeaderChanges } from '../wire/headers.ts';
import { Unjudged } from './failure.ts';
import type { Http } from './http.ts';

/** The reason why checks that administer cannot run without the token. */
export const NO_ADMINISTRATION = 'needs the administration token (--administration-token)';

/**
 * Settings of an organization for the administration API. On creation, an absent one gets the
 * server's default.
 */
export interface OrganizationSettings {
  readonly active_users_limit?: number | null;
  readonly user_profile_outsider_allowed?: boolean;
  readonly realm_minimum_archiving_period_before_deletion?: number;
  readonly tos?: Readonly<Record<string, string>> | null;
  readonly is_expired?: boolean;
}

/** Changes of one administration call. */
export interface AdministrationChange {
  /** Changes of the headers. */
  readonly change?: HeaderChanges;
  /** Replaces the JSON body. */
  readonly body?: Uint8Array | string;
  readonly method?: string;
  readonly label?: string;
  /** Maximum length of the reply's body, in bytes. */
  readonly limit?: number;
}

/**
 * Maximum length of the statistics of all organizations, in bytes. There may be tens of thousands.
 */
const STATS_LIMIT = 16 << 20;

const path = (id: string, rest = '') => `/administration/organizations/${encodeURIComponent(id)}${rest}`;

/** Calls the administration API. Needs the administration token. */
export class Administration {
  readonly #http: Http;
  readonly #token: string | undefined;

  constructor(http: Http, token: string | undefined) {
    this.#http = http;
    this.#token = token;
  }

  /** Whether the run has the administration token. */
  get isOpen(): boolean {
    return this.#token !== undefined;
  }

  /**
   * The administration token.
   *
   * @throws Unjudged (`not-testable`) if the run has none
   */
  get token(): string {
    if (this.#token === undefined) throw new Unjudged('not-testable', NO_ADMINISTRATION);
    return this.#token;
  }

  /** Makes any call. `body` is sent as JSON. `options.body` replaces it with any bytes. */
  call(
    method: string,
    target: string,
    body?: unknown,
    options: AdministrationChange = {},
  ): Promise<Exchange> {
    const content = options.body ?? (body === undefined ? undefined : JSON.stringify(body));
    return this.#http.send({
      method: options.method ?? method,
      target,
      headers: [
        ['Authorization', `Bearer ${this.token}`],
        ...(content === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ],
      ...(options.change === undefined ? {} : { change: options.change }),
      ...(content === undefined ? {} : { body: content }),
      label: options.label,
      limit: options.limit,
    });
  }

  /** Creates an organization. */
  create(id: string, settings: OrganizationSettings = {}, options?: AdministrationChange): Promise<Exchange> {
    return this.call('POST', '/administration/organizations', { organization_id: id, ...settings }, options);
  }

  /** Gets the settings and the state of an organization. */
  get(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id), undefined, options);
  }

  /** Changes settings of an organization. */
  patch(id: string, settings: OrganizationSettings, options?: AdministrationChange): Promise<Exchange> {
    return this.call('PATCH', path(id), settings, options);
  }

  /** Gets the statistics of an organization. */
  stats(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id, '/stats'), undefined, options);
  }

  /** Gets the statistics of all organizations. `query`: without the question mark. */
  serverStats(query = '', options?: AdministrationChange): Promise<Exchange> {
    const target = `/administration/stats${query === '' ? '' : `?${query}`}`;
    return this.call('GET', target, undefined, { limit: STATS_LIMIT, ...options });
  }

  /** Lists the users of an organization. */
  users(id: string, options?: AdministrationChange): Promise<Exchange> {
    return this.call('GET', path(id, '/users'), undefined, options);
  }

  /** Freezes or unfreezes a user. */
  freeze(
    id: string,
    body: { frozen: boolean; user_email?: string | null; user_id?: string | null },
    options?: AdministrationChange,
  ): Promise<Exchange> {
    return this.call('POST', path(id, '/users/freeze'), body, options);
  }
}
