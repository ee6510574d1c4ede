import type { InProcessServers } from '@parsec-spec/conformance/in-process';
import { Instant } from '@parsec-spec/conformance/in-process';
import { createServer } from '@parsec-spec/reference-server/core';
import { type ExchangeReply, inProcess } from '@parsec-spec/reference-server/in-process';
import { MemoryJournal } from '@parsec-spec/reference-server/memory-journal';
import { DateTime } from '@parsec-spec/spec/codec';
import {
  ADMINISTRATION_TOKEN,
  type Broken,
  type Call,
  randomAt,
  type Scene,
  sceneConfig,
  sceneMailer,
  storedBody,
} from './scene.ts';

/** A request of a check, as its server saw it. */
export interface Answered {
  readonly call: Call;
  /** Which server of the check answered. */
  readonly server: number;
  readonly options: Scene['options'];
  readonly reply: ExchangeReply;
  /** Whether the server stored a record meanwhile. */
  readonly changed: boolean;
}

type SentRequest = Parameters<ReturnType<InProcessServers['start']>>[0];

/** The time at which the clock of each check begins, in microseconds. */
const START = 1_735_689_600_000_000n;
export const START_MS = Number(START / 1000n);

function counter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

/**
 * Servers for one check, whose clock and random values depend only on the requests.
 *
 * @param broken rules that they break
 * @param onAnswer called with each request and its answer
 * @param passMs lets a millisecond pass on the clock; returns how many have passed since the check began
 */
export function judgedServers(
  broken: Broken = {},
  onAnswer: (request: SentRequest, answered: Answered) => void = () => {},
  passMs = counter(),
): InProcessServers {
  const tick = (): bigint => START + BigInt(Math.floor(passMs() * 1000));
  let servers = 0;
  return {
    administrationToken: ADMINISTRATION_TOKEN,
    now: () => new Instant(tick()),
    start: (options, onMail) => {
      const server = servers++;
      const journal = new CountingJournal();
      let now = DateTime.of(START);
      let drawn = 0;
      const random = (length: number) => randomAt(now, drawn++, length);
      const config = sceneConfig(options);
      const send = inProcess(
        createServer({
          config,
          journal,
          ...broken,
          clock: () => now,
          random,
          mailer: sceneMailer(options, onMail),
        }),
      );
      return async (request) => {
        now = DateTime.of(tick());
        drawn = 0;
        const { method, target, headers, body } = request;
        const call = { at: String(now.micros), method, target, headers, body: storedBody(body) };
        const { appends } = journal;
        const reply = await send({ method, target, headers, body });
        onAnswer(request, { call, server, options, reply, changed: journal.appends > appends });
        return reply;
      };
    },
  };
}

class CountingJournal extends MemoryJournal {
  appends = 0;

  override async append(...args: Parameters<MemoryJournal['append']>) {
    const outcome = await super.append(...args);
    if (outcome === 'appended') this.appends += 1;
    return outcome;
  }
}
