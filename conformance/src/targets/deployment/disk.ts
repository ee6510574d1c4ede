import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { guard, reportLeftover } from '../cleanup/guardian.ts';
import { ownLabels } from '../cleanup/owner-labels.ts';
import { containerEngine, removeVolume } from '../container/engine.ts';

/** Size of a disk that can be filled, in MiB: enough to start a server, and quickly filled. */
export const DISK_SIZE_MIB = 64;

/**
 * A small volume in memory. It keeps its content only while a container that uses it runs or is
 * suspended.
 */
export interface Disk {
  readonly volume: string;
  /** Removes it once no container uses it. Throws if that fails. */
  remove(): Promise<void>;
}

/** Creates an empty disk that is writable by every user of a container. */
export async function makeDisk(): Promise<Disk> {
  const { container } = await containerEngine();
  const volume = `parsec-spec-${randomBytes(4).toString('hex')}`;
  await container.dockerode.createVolume({
    Name: volume,
    Driver: 'local',
    DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${DISK_SIZE_MIB}m,mode=1777` },
    Labels: ownLabels(),
  });
  const unguard = guard(`volume:${volume}`);
  return { volume, remove: () => removeVolume(volume).then(unguard, reportLeftover(`the volume ${volume}`)) };
}

const TAR_BLOCK_BYTES = 512;

/** A tar archive of one file, `filler`, with this number of zero bytes. */
export function tarOfZeros(size: number): Readable {
  return Readable.from(parts(size), { objectMode: false });
}

function* parts(size: number): Generator<Uint8Array> {
  yield tarHeader(size);
  const chunk = new Uint8Array(1 << 20);
  const padded = Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  for (let remaining = padded; remaining > 0; remaining -= chunk.length)
    yield chunk.subarray(0, Math.min(remaining, chunk.length));
  yield new Uint8Array(2 * TAR_BLOCK_BYTES);
}

/**
 * A ustar header: fields at fixed offsets, numbers in octal, and a checksum computed with its own
 * field as blanks.
 */
function tarHeader(size: number): Uint8Array {
  const header = Buffer.alloc(TAR_BLOCK_BYTES);
  const put = (text: string, at: number) => header.write(text, at, 'latin1');
  put('filler', 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\0', 257);
  put('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
