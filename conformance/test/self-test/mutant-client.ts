import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import {
  type Installation,
  type InstallationOptions,
  openInstallation,
} from '@parsec-spec/reference-client/driver';
import type { ClientRuleId, ClientRules } from '@parsec-spec/spec/client-rules';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ClientDriver } from '../../src/targets/client/client-driver.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { Fields } from '../../src/wire/values.ts';

/** Changes the options of a client. */
export type ChangeOptions = (given: InstallationOptions) => InstallationOptions;

/**
 * A reference client that breaks one rule on purpose, through replaced parts or altered outcomes.
 */
export interface MutantClient {
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  readonly options?: ChangeOptions;
  readonly acts?: (client: Installation, home: string, given: InstallationOptions) => Installation;
}

/** A mutant, named after the rule that it breaks and how. */
export const mutantClient = (
  requirement: RequirementId,
  how: string,
  broken: Pick<MutantClient, 'options' | 'acts'>,
): MutantClient => ({ name: `${requirement}#${how}`, requirement, ...broken });

/** Opens an installation of such a client. */
export function openMutant(
  { options, acts }: Pick<MutantClient, 'options' | 'acts'>,
  home: string,
  settings: InstallationOptions,
): Installation {
  const given: InstallationOptions = { ...(settings.cost && { cost: settings.cost }) };
  const altered = options?.(given) ?? given;
  const pause = (ms: number) => settings.pause?.(altered.pause?.(ms) ?? ms) ?? ms;
  const installation = openInstallation(home, { ...altered, pause });
  return acts?.(installation, home, given) ?? installation;
}

/** The driver of such a client, in this process. */
export const mutantDriver = (mutant: Omit<MutantClient, 'requirement'>): Promise<ClientDriver> =>
  referenceClient((home, settings) => openMutant(mutant, home, settings));

/** A client with other cryptography. */
export const withCrypto =
  (change: (right: Crypto) => Partial<Crypto>): ChangeOptions =>
  (given) => ({ ...given, crypto: { ...clientCrypto, ...change(clientCrypto) } });

/** A client that leaves out the rules of some requirements. */
export const without =
  (...omit: readonly ClientRuleId[]): ChangeOptions =>
  (given) => ({ ...given, omit });

/** A mutant that keeps altered rules in place of those of the specification. */
export const altered = (requirement: RequirementId, how: string, rules: Partial<ClientRules>): MutantClient =>
  mutantClient(requirement, how, { options: (given) => ({ ...given, altered: rules }) });

/** A request in transit. Its command is undefined if it has no body. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly command: Fields | undefined;
}

/** Alters the requests of a client and the answers to them. Each client has its own state. */
export interface TransitChanges {
  readonly request?: (right: Outgoing) => Partial<Pick<Outgoing, 'url' | 'headers' | 'command'>>;
  /** Gives the packed answer of a 200 as fields. */
  readonly answer?: (
    right: { status: number; reply: Fields | undefined },
    to: Outgoing,
  ) => {
    status?: number;
    reply?: Fields;
  };
  /** The text of an event stream, chunk by chunk. */
  readonly stream?: (piece: string) => string;
}

/** A client whose requests or answers are altered in transit. */
export const changeInTransit =
  (make: () => TransitChanges): ChangeOptions =>
  (given) => {
    const { request, answer, stream } = make();
    const fetch: typeof globalThis.fetch = async (input, init = {}) => {
      const body = init.body instanceof Uint8Array ? init.body : undefined;
      const right: Outgoing = {
        url: String(input),
        headers: init.headers as Record<string, string>,
        command: body && (decode(body) as Fields),
      };
      const { url = right.url, headers = right.headers, command } = request?.(right) ?? {};
      const sent = command === undefined ? body : Uint8Array.from(encode(command));
      const response = await globalThis.fetch(url, { ...init, headers, ...(sent && { body: sent }) });
      if (stream !== undefined && response.status === 200 && body === undefined)
        return changedStream(response, stream);
      return answer === undefined || body === undefined ? response : changedAnswer(response, answer, right);
    };
    return { ...given, fetch };
  };

async function changedAnswer(
  response: Response,
  answer: NonNullable<TransitChanges['answer']>,
  to: Outgoing,
): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const reply = response.status === 200 ? (decode(bytes) as Fields) : undefined;
  const { status = response.status, reply: other } = answer({ status: response.status, reply }, to);
  return new Response(other === undefined ? bytes : Uint8Array.from(encode(other)), {
    status,
    headers: response.headers,
  });
}

function changedStream(response: Response, change: (piece: string) => string): Response {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  const changes = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, to) => to.enqueue(encoder.encode(change(decoder.decode(piece, { stream: true })))),
  });
  return new Response(response.body?.pipeThrough(changes) ?? null, {
    status: 200,
    headers: response.headers,
  });
}

/** A mutant whose requests or answers are altered in transit. */
export const changedInTransit = (
  requirement: RequirementId,
  how: string,
  make: () => TransitChanges,
): MutantClient => mutantClient(requirement, how, { options: changeInTransit(make) });
