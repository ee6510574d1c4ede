import type { Device, Person } from '../people/cast.ts';
import { type Founding, type FoundingParts, makeFounding } from '../people/founding.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Instant } from '../wire/values.ts';
import { Administration, type OrganizationSettings } from './administration.ts';
import { CommonJudge } from './common-judge.ts';
import type { Http } from './http.ts';
import type { JudgeParts } from './judge-parts.ts';
import { Members } from './members.ts';
import { type Bootstrapped, createOrganization, type Organization } from './organization.ts';
import { type CallChange, Rpc } from './rpc.ts';

/** Creates organizations on the target, founds them, and enrols members. */
export abstract class Founder extends CommonJudge {
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

  /** The current time on the target's clock, as far as its answers show it. Strictly increasing. */
  now(): Instant {
    return this.#parts.facilities.now();
  }

  /** A name that no organization has. Creates nothing. */
  newName(): string {
    return this.#parts.facilities.newOrganizationName(this.#parts.server);
  }

  /** A fresh organization, not bootstrapped. */
  organization(settings: OrganizationSettings = {}): Promise<Organization> {
    const { facilities, server } = this.#parts;
    return createOrganization(this.newName(), settings, this.administration, {
      administered: server.administrationToken !== undefined,
      spontaneous: facilities.has('spontaneous'),
      secrets: this.#parts.record.secrets,
    });
  }

  /**
   * An `organization_bootstrap` by alice with the key 'root', dated now: honest except for the
   * changes. It is not sent.
   */
  founding(organization: Pick<Organization, 'token'>, changes: Partial<FoundingParts> = {}): Founding {
    const person: Person = changes.person ?? this.cast.person('alice');
    const device: Device = changes.device ?? person.device;
    return makeFounding({
      token: organization.token,
      root: this.cast.signingKey('root'),
      at: this.now(),
      ...changes,
      person,
      device,
    });
  }

  /** Sends a bootstrap made by `founding`, or makes it from changes. */
  bootstrap(
    organization: Organization,
    changes: Partial<FoundingParts> | Founding = {},
    options?: CallChange,
  ): Promise<Exchange> {
    const founding = 'message' in changes ? changes : this.founding(organization, changes);
    return this.rpc.anonymous(organization.id, founding.message, options);
  }

  /** A fresh organization, bootstrapped by alice, with her first device. */
  async bootstrapped(
    settings: OrganizationSettings = {},
    changes: Partial<FoundingParts> = {},
  ): Promise<Bootstrapped> {
    const organization = await this.organization(settings);
    const founding = this.founding(organization, changes);
    this.expect.reply(await this.bootstrap(organization, founding), 'ok', 'bootstrapping an organization');
    const { device, person } = founding;
    return { organization, founding, author: { organization: organization.id, device, person } };
  }
}
