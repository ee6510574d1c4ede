import { type Bootstrap, type BootstrapParts, makeBootstrap } from '../people/bootstrap.ts';
import type { Device, Person } from '../people/cast.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Instant } from '../wire/values.ts';
import { Administration, type OrganizationSettings } from './administration.ts';
import { CommonJudge } from './common-judge.ts';
import { asStep, Failure } from './failure.ts';
import type { Http } from './http.ts';
import type { JudgeParts } from './judge-parts.ts';
import { Members } from './members.ts';
import { type Bootstrapped, createOrganization, type Organization } from './organization.ts';
import { type CallChange, Rpc } from './rpc.ts';

/** The part of `Judge` that creates and bootstraps organizations on the target. */
export abstract class OrganizationJudge extends CommonJudge {
  readonly administration: Administration;
  readonly rpc: Rpc;
  readonly members: Members;
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts, http: Http) {
    super(parts);
    const { server, facilities } = parts;
    this.#parts = parts;
    this.administration = new Administration(http, server.administrationToken);
    this.rpc = new Rpc(http, facilities.now);
    this.members = new Members(this.cast, facilities.now, this.rpc, this.expect);
  }

  /** The current time on the target's clock, estimated from its answers. Strictly increasing. */
  now(): Instant {
    return this.#parts.facilities.now();
  }

  /** Makes a name that no organization has. Creates nothing on the target. */
  newName(): string {
    return this.#parts.facilities.newOrganizationName(this.#parts.server);
  }

  /** A number that no other call of this check has, also if the check is repeated. */
  serial(): number {
    return this.#parts.facilities.serial(this.#parts.id);
  }

  /** Creates an organization, which is not bootstrapped. */
  async organization(settings: OrganizationSettings = {}): Promise<Organization> {
    const { facilities, server } = this.#parts;
    const hindrance = facilities.noOrganization();
    if (hindrance !== undefined) {
      const { step, observed } = hindrance;
      const facts = {
        what: 'no organization could be made',
        expected: [{ text: 'an organization' }],
        observed,
      };
      return asStep(step, () => Promise.reject(new Failure(facts)));
    }
    return asStep('create', () =>
      createOrganization(this.newName(), settings, this.administration, {
        administered: server.administrationToken !== undefined,
        spontaneous: facilities.has('spontaneous'),
        secrets: this.#parts.record.secrets,
      }),
    );
  }

  /**
   * Makes an `organization_bootstrap` command by alice, dated now. It is honest except for the
   * changes. It is not sent.
   */
  newBootstrap(organization: Pick<Organization, 'token'>, changes: Partial<BootstrapParts> = {}): Bootstrap {
    const person: Person = changes.person ?? this.cast.person('alice');
    const device: Device = changes.device ?? person.device;
    return makeBootstrap({
      token: organization.token,
      root: this.cast.signingKey('root'),
      at: this.now(),
      ...changes,
      person,
      device,
    });
  }

  /** Sends a bootstrap: one that `newBootstrap` made, or a new one with these changes. */
  bootstrap(
    organization: Organization,
    changes: Partial<BootstrapParts> | Bootstrap = {},
    options?: CallChange,
  ): Promise<Exchange> {
    const bootstrap = 'message' in changes ? changes : this.newBootstrap(organization, changes);
    return this.rpc.anonymous(organization.id, bootstrap.message, options);
  }

  /**
   * Bootstraps an organization as alice. Returns it with her first device.
   *
   * @param created - default: it is created before
   */
  async bootstrapped(
    settings: OrganizationSettings = {},
    changes: Partial<BootstrapParts> = {},
    created?: Organization,
  ): Promise<Bootstrapped> {
    const organization = created ?? (await this.organization(settings));
    const bootstrap = this.newBootstrap(organization, changes);
    await asStep('bootstrap', async () =>
      this.expect.reply(await this.bootstrap(organization, bootstrap), 'ok', 'bootstrapping an organization'),
    );
    const { device, person } = bootstrap;
    return { organization, bootstrap, author: { organization: organization.id, device, person } };
  }
}
