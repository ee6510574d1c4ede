import { inTime } from '../judge-delay.ts';
import { ClientError, type ClientIntroduction } from './client-driver.ts';
import { parseContractLine, readIntroduction } from './contract-lines.ts';

/** Time limits of the contract, in ms. */
export const CONTRACT_LIMITS = { hello: 10_000, act: 60_000, greeting: 120_000 } as const;

/** Longest kept log of a client, in bytes. */
export const MAX_LOG_LENGTH = 1 << 20;

/** How long the suite waits for a client, in ms. */
export type ContractLimits = { readonly [limit in keyof typeof CONTRACT_LIMITS]: number };

/** A running client and the lines between it and the suite. */
export interface ClientConnection {
  readonly send: (line: string) => void;
  /** The next line of the client. Undefined: it has ended. */
  readonly next: () => Promise<string | undefined>;
  /** The meaning of a missing line. Default: the client hangs. */
  readonly silence?: string;
  /** Why the client has ended. */
  readonly endReason: () => string;
  /** The bytes that the client has logged since it was started, which may be no UTF-8. */
  readonly log: () => Buffer;
  /** Closes the client's input and waits for its end. Resolves to false if it had to be killed. */
  readonly close: () => Promise<boolean>;
  /** Ends the client at once. */
  readonly kill: () => void;
}

/**
 * Awaits the next line of a client.
 *
 * @param limit - in ms
 * @param elapsed - the part of the limit that the act has used, in ms
 * @throws ClientError if the client hangs or has ended
 */
export async function nextLine(
  connection: ClientConnection,
  act: string,
  limit: number,
  elapsed?: number,
): Promise<string> {
  const text = await inTime(connection.next(), Math.max(0, limit - (elapsed ?? 0)));
  const what = elapsed === undefined ? 'a line' : 'an end';
  if (text === 'late')
    throw new ClientError(
      act,
      `${what} within ${limit / 1000} s`,
      connection.silence ?? 'nothing: it hangs',
      limit,
    );
  if (text === undefined) throw new ClientError(act, 'a line', connection.endReason());
  return text;
}

/**
 * Asks a client for its introduction, and checks that it answers `unsupported` to an unknown act.
 *
 * @throws ClientError if the client breaks the contract
 */
export async function introduce(
  connect: () => ClientConnection,
  limits: ContractLimits = CONTRACT_LIMITS,
): Promise<ClientIntroduction> {
  const connection = connect();
  try {
    connection.send(JSON.stringify({ id: 1, do: 'hello', contract: 1 }));
    const introduction = readIntroduction(
      parseContractLine(await nextLine(connection, 'hello', limits.hello), 'hello', [1]),
    );
    const nonsense = 'no act has this name';
    connection.send(JSON.stringify({ id: 2, do: nonsense }));
    const line = parseContractLine(await nextLine(connection, nonsense, limits.hello), nonsense, [2]);
    const { end } = line;
    if (end !== 'unsupported')
      throw new ClientError('an act that does not exist', '"end": "unsupported"', JSON.stringify(line));
    return introduction;
  } finally {
    connection.kill();
  }
}
