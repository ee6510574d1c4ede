import type { Person } from '../../cast/index.ts';
import { type Half, halvesOf, heardField } from '../../greeting/index.ts';
import type { Fields, Judge, Member } from '../../judge/index.ts';
import { says } from '../../judge/same.ts';
import { Id, Instant } from '../../wire/index.ts';
import type { Caller, Greeting } from '../organization/request.ts';
import { Names } from './names.ts';

/** A device that may call, whether or not it has been added already. */
export interface Place extends Member {
  readonly caller: Caller;
}

/** An attempt that somebody was told of, and the step that it seems to stand at. */
interface Attempt {
  readonly token: string;
  readonly greeter: string;
  readonly name: string;
  step: number;
}

/** Everybody who plays a part in the history of one organization, and what they were told. */
export class Company {
  readonly organization: string;
  readonly names: Names;
  /** Before anything of it was dated. */
  readonly origin: Instant;
  /** Date of the last certificate before its history begins. */
  began = 0;
  readonly #judge: Judge;
  readonly #people = new Map<string, Person>();
  readonly #halves = new Map<string, readonly Half[]>();
  /** Devices that were added as far as anybody was told, by name; users, tokens and attempts likewise. */
  readonly devices = new Map<string, Place>();
  readonly tokens = new Set<string>();
  /** Tokens of invitations that nobody was told the end of. */
  readonly living = new Set<string>();
  readonly attempts: Attempt[] = [];
  /** What the administration did last, as far as anybody was told. */
  readonly frozen = new Set<string>();
  expired = false;
  /** Who the administration is busy with, a user or the organization: it does one thing with each at a time. */
  readonly busy = new Set<string>();

  constructor(judge: Judge, organization: string, origin: Instant) {
    this.#judge = judge;
    this.organization = organization;
    this.origin = origin;
    this.names = new Names(organization, (token) => judge.hide(token, 'invitation token'));
  }

  /** A person of this organization, by a name of its own; two may have the address of one. */
  person(name: string): Person {
    const known = this.#people.get(name);
    if (known !== undefined) return known;
    const [address] = name.split('-');
    const made: Person = { ...this.#judge.cast.person(name), email: `${address}@example.com` };
    this.#people.set(name, made);
    return made;
  }

  /** A device of a person: the first one, or another by its label. */
  place(user: string, label?: string): Place {
    const person = this.person(user);
    const device = label === undefined ? person.device : this.#judge.cast.device(label);
    return {
      organization: this.organization,
      person,
      device,
      caller: { device: label ?? person.device.label, user },
    };
  }

  /** µs since the origin; -1 for what is no date. */
  dateOf(at: unknown): number {
    return at instanceof Instant ? Number(at.micros - this.origin.micros) : -1;
  }

  userCalled(id: unknown): string {
    const hex = id instanceof Id ? id.hex : '';
    return [...this.#people].find(([, { userId }]) => userId.hex === hex)?.[0] ?? 'a user that nobody made';
  }

  /** What a side of a greeting submits, whichever device or claimer speaks for it. */
  halves(token: string, greeter: string, party: Greeting['party']): readonly Half[] {
    const key = `${party} ${token} ${greeter}`;
    const known = this.#halves.get(key) ?? halvesOf(party, this.#judge.random.fork(key));
    this.#halves.set(key, known);
    return known;
  }

  /** Somebody was told of an invitation, or of its end. */
  metToken(token: string, lives: boolean): void {
    if (lives && !this.tokens.has(token)) this.living.add(token);
    if (!lives) this.living.delete(token);
    this.tokens.add(token);
  }

  /** Somebody was told of an attempt. */
  metAttempt({ token, greeter }: Greeting, name: string): void {
    if (!this.attempts.some((known) => known.name === name))
      this.attempts.push({ token, greeter, name, step: 0 });
  }

  /** Both sides submitted this step. */
  wentOn(attempt: string, step: number): void {
    for (const known of this.attempts)
      if (known.name === attempt) known.step = Math.max(known.step, step + 1);
  }

  /** Whether what a step brings is the half that the other side submits at this step. */
  heard({ token, greeter, party, step = 0 }: Greeting, fields: Fields): 'own' | 'other' {
    const other = this.halves(token, greeter, party === 'greeter' ? 'claimer' : 'greeter');
    return says(fields[heardField(party)], other[step]) ? 'own' : 'other';
  }
}
