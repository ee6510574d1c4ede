import type { MaybePromise } from '@parsec-spec/spec/crypto';
import {
  absentOrganization,
  apply,
  figuresChange,
  type Organization,
  type OrganizationRecord,
} from '@parsec-spec/spec/state';
import type { Journal, KeptEvent } from '../journal/journal.ts';
import { Turns } from './turns.ts';

/** The organizations in use: a bounded cache before the journal, the one least used goes first. Replay is the only way in. */
export class Organizations {
  readonly #journal: Journal;
  readonly #limit: number;
  readonly #cached = new Map<string, Organization>();
  readonly #loading = new Map<string, Promise<Organization>>();
  readonly #turns = new Turns();
  #weight = 0;

  /** `limit`: how many records the organizations in memory may have in total. */
  constructor(journal: Journal, limit: number) {
    this.#journal = journal;
    this.#limit = limit;
  }

  /** An organization as it is now; one that nobody created is not kept. */
  read(id: string): MaybePromise<Organization> {
    const cached = this.#cached.get(id);
    if (cached === undefined) return this.#load(id);
    this.#cached.delete(id);
    this.#cached.set(id, cached);
    return cached;
  }

  /** Lets one writer of an organization go on at a time. */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(id, work);
  }

  /** Is a writer of the organization at work? */
  isBeingWritten(id: string): boolean {
    return this.#turns.isTaken(id);
  }

  /** Appends and applies what a command judged on this very state brings about; false when another node was faster. */
  async append(
    judged: Organization,
    records: readonly OrganizationRecord[],
    events: readonly KeptEvent[],
  ): Promise<boolean> {
    const { organization_id: id, version } = judged;
    const figures = records.map(figuresChange).filter((change) => change !== undefined);
    const outcome = await this.#journal.append({ organization: id, version, records, figures, events });
    if (outcome === 'conflict') {
      this.#forget(id);
      return false;
    }
    for (const record of records) apply(judged, record);
    if (this.#cached.get(id) !== judged) this.#forget(id);
    else this.#weight += records.length;
    if (!this.#cached.has(id)) this.#keep(judged);
    return true;
  }

  #load(id: string): Promise<Organization> {
    const loading = this.#loading.get(id);
    if (loading !== undefined) return loading;
    const started = this.#replay(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, started);
    return started;
  }

  async #replay(id: string): Promise<Organization> {
    const organization = absentOrganization(id);
    for (const record of await this.#journal.read(id, 0)) apply(organization, record);
    if (organization.version > 0) this.#keep(organization);
    return organization;
  }

  #keep(organization: Organization): void {
    this.#cached.set(organization.organization_id, organization);
    this.#weight += organization.version;
    for (const id of this.#cached.keys()) {
      if (this.#weight <= this.#limit || id === organization.organization_id) break;
      // What is being written stays: its writer will apply to this very copy.
      if (!this.#turns.isTaken(id)) this.#forget(id);
    }
  }

  #forget(id: string): void {
    const cached = this.#cached.get(id);
    if (cached === undefined) return;
    this.#cached.delete(id);
    this.#weight -= cached.version;
  }
}
