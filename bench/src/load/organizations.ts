import { DateTime } from '@parsec-spec/spec/codec';
import { Connection } from './connection.ts';
import { isOk } from './is-ok.ts';
import { type Device, newPerson } from './people.ts';
import { bootstrap, creation, tokenIn, userCreation } from './requests.ts';

/** An organization that a load founds, with its only administrator. */
export class Organization {
  readonly name: string;
  readonly admin: Device;
  /** The bootstrap, not sent yet. */
  readonly founding: Buffer;
  #last = 0n;

  private constructor(name: string, token: Uint8Array) {
    const founder = newPerson();
    this.name = name;
    this.admin = founder.device;
    this.founding = bootstrap(name, token, founder, this.#next());
  }

  /** Creates organizations, none of them bootstrapped. */
  static async created(port: number, run: string, many: number): Promise<readonly Organization[]> {
    const connection = await Connection.open(port);
    const made: Organization[] = [];
    for (let index = 0; index < many; index++) {
      const name = `${run}-${index}`;
      const status = await connection.send(creation(name));
      if (status !== 200) throw new Error(`an organization was not created: ${status}`);
      made.push(new Organization(name, tokenIn(connection.reply)));
    }
    connection.close();
    return made;
  }

  /** Founds organizations. */
  static async founded(port: number, run: string, many: number): Promise<readonly Organization[]> {
    const made = await Organization.created(port, run, many);
    const connection = await Connection.open(port);
    for (const { founding, name } of made) {
      const status = await connection.send(founding);
      if (status !== 200 || !isOk(connection.reply))
        throw new Error(`${name} was not bootstrapped: ${status}`);
    }
    connection.close();
    return made;
  }

  /** The creation of a new user; to be sent in the order in which they were made. */
  enrolment(): Buffer {
    return userCreation(this.name, this.admin, newPerson(), this.#next());
  }

  // Each certificate of an organization is younger than those before it.
  #next(): DateTime {
    const now = BigInt(Date.now()) * 1000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return DateTime.of(this.#last);
  }
}
