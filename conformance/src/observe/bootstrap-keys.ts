import { PrivateKey, SigningKey } from '../people/keys.ts';
import { Id } from '../wire/values.ts';
import { type History, uploadedIn } from './history.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, type ObservedExchange } from './traffic.ts';

/** Bytes of one request, and of all, in which private keys are searched. Each takes about 0.1 ms. */
const MAX_SEARCHED_BYTES = 1 << 12;
const MAX_SEARCHED_IN_ALL = 1 << 15;

/** The bytes that were searched for private keys so far. */
export interface KeySearch {
  bytes: number;
}

/** Searches a bootstrap for the private halves of the keys that it announces, within bounds. */
export function checkPrivateKeys(
  observed: ObservedExchange,
  history: History,
  search: KeySearch,
  judgement: Judgement,
): void {
  const { request = {} } = observed;
  const contents = uploadedIn(observed)
    .map(([, bytes]) => history.open(bytes))
    .filter((content) => content !== undefined);
  const publicKeys = new Map<string, string>([[hexOf(request.root_verify_key), 'root signing key']]);
  for (const { verify_key, public_key } of contents) {
    publicKeys.set(hexOf(verify_key), 'signing key of the device');
    publicKeys.set(hexOf(public_key), 'private key of the user');
  }
  publicKeys.delete('');
  const others = Object.entries(request).filter(([field]) => !field.endsWith('_certificate'));
  const binaries = [...binariesIn(Object.fromEntries(others)), ...binariesIn(contents)];
  const searched = Buffer.concat(binaries.filter((bytes) => !publicKeys.has(hexOf(bytes))));
  const end = Math.min(searched.length, MAX_SEARCHED_BYTES);
  if (search.bytes + end > MAX_SEARCHED_IN_ALL) return;
  search.bytes += end;
  const found = new Set<string>();
  for (let at = 0; at + 32 <= end; at += 1) {
    const candidate = searched.subarray(at, at + 32);
    for (const key of [new SigningKey(candidate).verifyKey, new PrivateKey(candidate).publicKey]) {
      const name = publicKeys.get(hexOf(key));
      if (name !== undefined) found.add(name);
    }
  }
  judgement.check(
    'client',
    'organization_bootstrap/client-keeps-private-keys',
    observed,
    found.size === 0,
    'no private key in the request',
    () => [...found].join(', '),
  );
}

/** All binary values of a message, and all texts that spell 32 bytes in hex or base64. */
function binariesIn(value: unknown): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value === 'string') {
    const encoding = /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64';
    const bytes = Buffer.from(value, encoding);
    return bytes.length === 32 ? [bytes] : [];
  }
  if (value === null || typeof value !== 'object' || value instanceof Id) return [];
  return Object.values(value).flatMap(binariesIn);
}

/** A bootstrap of another organization, or with another token, needs another root key. */
export function checkFreshRoots(bootstraps: readonly ObservedExchange[], judgement: Judgement): void {
  const bootstrapped = new Set<string>();
  /** The first exchange with a root key. */
  const roots = new Map<string, readonly [bootstrap: string, observed: ObservedExchange]>();
  for (const observed of bootstraps) {
    const bootstrap = `${observed.organization} ${hexOf(observed.request?.bootstrap_token)}`;
    const root = hexOf(observed.request?.root_verify_key);
    const [other, first] = roots.get(root) ?? [bootstrap, observed];
    if (bootstrapped.size > (bootstrapped.has(bootstrap) ? 1 : 0))
      judgement.check(
        'client',
        'organization_bootstrap/client-fresh-root-key',
        observed,
        other === bootstrap,
        'a root key of its own',
        () => `the root key of exchange ${first.number}`,
      );
    bootstrapped.add(bootstrap);
    roots.set(root, [other, first]);
  }
}
