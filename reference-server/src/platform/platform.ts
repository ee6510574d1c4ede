/** A set of networks and addresses. Node's `BlockList` is one. */
export interface NetworkSet {
  addAddress(address: string, family: 'ipv4' | 'ipv6'): void;
  addSubnet(network: string, prefix: number, family: 'ipv4' | 'ipv6'): void;
  check(address: string, family: 'ipv4' | 'ipv6'): boolean;
}

/** What the core of the server needs of the platform that it runs on: Node, or a browser. */
export interface Platform {
  /** Resolves in a later task of the event loop, after requests and timers that are due. */
  readonly nextTask: () => Promise<void>;
  /** Calls back once after some milliseconds. The process may end before that. */
  readonly callLater: (callback: () => void, delay: number) => Timer;
  /** As in zlib: CRC-32 of ISO 3309. */
  readonly crc32: (bytes: Uint8Array) => number;
  /** The version of an IP address, or 0 for any other text. */
  readonly isIP: (text: string) => number;
  readonly NetworkSet: new () => NetworkSet;
}

export type Timer = ReturnType<typeof setTimeout>;
