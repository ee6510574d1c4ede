import { DateTime } from '@parsec-spec/spec/codec';
import { Connection, isOk } from './connection.ts';
import { bootstrap, creation, type Device, newPerson, tokenIn, userCreation } from './requests.ts';

/** An organization that the load creates, with its only administrator. */
export class Organization {
  readonly name: string;
  readonly admin: Device;
  /** The bootstrap request, not sent yet. */
  readonly founding: Buffer;
  #last = 0n;

  private constructor(name: string, token: Uint8Array) {
    const founder = newPerson();
    this.name = name;
    this.admin = founder.device;
    this.founding = bootstrap(name, token, founder, this.#next());
  }

  /** Creates organizations and leaves them without bootstrap. */
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

  /** Creates and bootstraps organizations. */
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

  /** A request that creates a user. Requests must be sent in the order of their creation. */
  enrolment(): Buffer {
    return userCreation(this.name, this.admin, newPerson(), this.#next());
  }

  // Timestamps of certificates grow strictly within an organization.
  #next(): DateTime {
    const now = BigInt(Date.now()) * 1000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return DateTime.of(this.#last);
  }
}
