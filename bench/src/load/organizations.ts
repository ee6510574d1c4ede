import { DateTime } from '@parsec-spec/spec/codec';
import { Connection, isOk } from './connection.ts';
import { bootstrapRequest, creation, type Device, newPerson, tokenIn } from './requests.ts';

/** An organization that the load creates, with its only administrator. */
export class Organization {
  readonly name: string;
  readonly admin: Device;
  /** The bootstrap request, not sent yet. */
  readonly bootstrap: Buffer;

  private constructor(name: string, token: Uint8Array) {
    const creator = newPerson();
    this.name = name;
    this.admin = creator.device;
    const now = DateTime.of(BigInt(Date.now()) * 1000n);
    this.bootstrap = bootstrapRequest(name, token, creator, now);
  }

  /** Creates organizations and leaves them without bootstrap. */
  static async createAll(port: number, run: string, many: number): Promise<readonly Organization[]> {
    const connection = await Connection.open(port);
    const organizations: Organization[] = [];
    for (let index = 0; index < many; index++) {
      const name = `${run}-${index}`;
      const status = await connection.send(creation(name));
      if (status !== 200) throw new Error(`an organization was not created: ${status}`);
      organizations.push(new Organization(name, tokenIn(connection.reply)));
    }
    connection.close();
    return organizations;
  }

  /** Creates and bootstraps organizations. */
  static async bootstrapAll(port: number, run: string, many: number): Promise<readonly Organization[]> {
    const organizations = await Organization.createAll(port, run, many);
    const connection = await Connection.open(port);
    for (const { bootstrap, name } of organizations) {
      const status = await connection.send(bootstrap);
      if (status !== 200 || !isOk(connection.reply))
        throw new Error(`${name} was not bootstrapped: ${status}`);
    }
    connection.close();
    return organizations;
  }
}
