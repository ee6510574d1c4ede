import { IncomingMessage } from 'node:http';

/**
 * A request that stops the parser once its connection is destroyed. Node would parse all that it has read and keep it,
 * thousands of pipelined requests on each connection, until the event loop closes the connection.
 * The parser stops at a request that upgrades its connection, so a request on a destroyed one passes for that.
 */
export class StoppableRequest extends IncomingMessage {
  // Not initialized here: the constructor of IncomingMessage sets `upgrade` before there are fields.
  declare private isUpgrade: boolean | null;

  get upgrade(): boolean {
    return this.socket.destroyed || this.isUpgrade === true;
  }

  set upgrade(parsed: boolean | null) {
    this.isUpgrade = parsed;
  }
}

/** Node's option of the same name. No other request upgrades its connection. */
export const shouldUpgradeCallback = ({ socket }: StoppableRequest): boolean => socket.destroyed;
