/** A V8 CPU profile, as far as it is read here. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Part of the time that was not idle: in functions themselves, by where they are. */
export interface Share {
  readonly where: string;
  readonly part: number;
}

/** Sums up a profile by function, file or area: what each took itself, the largest first. */
export function shares({ nodes, samples, timeDeltas }: Profile, by: 'function' | 'area'): readonly Share[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const taken = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    const time = timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)') continue;
    busy += time;
    const file = short(frame.url);
    const where =
      by === 'area' ? area(frame.functionName, file) : `${frame.functionName || '(anonymous)'} ${file}`;
    taken.set(where, (taken.get(where) ?? 0) + time);
  }
  return [...taken].map(([where, time]) => ({ where, part: time / busy })).sort((a, b) => b.part - a.part);
}

// From the package on, wherever the tree lies.
const short = (url: string): string =>
  url
    .replace(/^.*\/(?=(?:spec|reference-server|reference-client|cli|node_modules)\/)/, '')
    .replace(/^file:\/\//, '');

// What a reader wants to know: signatures, the socket, the runtime's HTTP, or us.
function area(name: string, file: string): string {
  if (file.includes('sodium-native')) return 'Ed25519 (libsodium)';
  if (name === 'writeLatin1String' || name === 'writev' || name === 'writeBuffer')
    return 'writing to sockets';
  if (name === '(garbage collector)') return 'garbage collector';
  if (/sqlite/.test(file)) return 'journal (SQLite)';
  if (/zlib/.test(file) || name === 'zstd') return 'zstd';
  if (/^(spec|reference-server)\//.test(file)) return file.split('/').slice(0, 3).join('/');
  if (file.startsWith('node:'))
    return /http|net|stream|events|timers|async|buffer|task/.test(file)
      ? 'node:http and streams'
      : 'node, other';
  return file === '' ? `runtime: ${name || '(anonymous)'}` : file;
}
