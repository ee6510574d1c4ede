import { decode, type Encodable, encode } from '@parsec-spec/spec/codec';
import { type Accounts, type Asking, noAccounts, type SentCode } from '@parsec-spec/spec/state';
import { Names } from './names.ts';

/** The form of snapshots of accounts, and what `applyAccount` made the state of: another number whenever either changes (see `snapshotFormat`). */
export const accountsFormat = 2;

/** The state of a server without accounts, with names of which millions fit into memory. */
export const emptyAccounts = (): Accounts => noAccounts(() => new Names());

/** How many bytes the length of a part takes. */
const prefix = 4;

/** What a server remembers beside its organizations, as bytes that are read much faster than its records are replayed. */
export function writeAccounts(accounts: Accounts): Uint8Array {
  const { version, codes, askings } = accounts;
  // The ledger makes them (`emptyAccounts`).
  const [addresses, auth_methods] = [accounts.addresses as Names, accounts.auth_methods as Names];
  const recent = encode({ version, codes: [...codes], askings } as unknown as Encodable);
  // The names are nearly all of it: they are copied once, and not into a longer text first.
  return join([recent, addresses.pack(), auth_methods.pack()]);
}

/** What was written; throws when the bytes are no snapshot of this format. */
export function readAccounts(bytes: Uint8Array): Accounts {
  const [recent, addresses, auth_methods] = split(bytes);
  if (recent === undefined || addresses === undefined || auth_methods === undefined) {
    throw new RangeError('a snapshot of accounts has three parts');
  }
  const { version, codes, askings } = decode(recent, { mode: 'canonical' }) as unknown as Recent;
  return {
    version,
    addresses: Names.unpack(addresses),
    auth_methods: Names.unpack(auth_methods),
    codes: new Map(codes),
    askings: [...askings],
  };
}

interface Recent {
  readonly version: number;
  readonly codes: readonly (readonly [string, SentCode])[];
  readonly askings: readonly Asking[];
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const lengths = parts.map(({ length }) => {
    const written = Buffer.alloc(prefix);
    written.writeUInt32BE(length);
    return written;
  });
  return Buffer.concat(parts.flatMap((part, nth) => [lengths[nth] ?? part, part]));
}

function split(bytes: Uint8Array): Uint8Array[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.length; ) {
    const end = at + prefix + whole.readUInt32BE(at);
    if (end > whole.length) throw new RangeError('a part is too short');
    parts.push(whole.subarray(at + prefix, end));
    at = end;
  }
  return parts;
}
