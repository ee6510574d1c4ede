import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import {
  API_VERSION,
  type CommandName,
  decodeReply,
  encodeRequest,
  type RequestOf,
} from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import { readableBytes } from '../../src/core/call.ts';
import { createServer, type ReferenceServer, type ServerOptions } from '../../src/core/create-server.ts';
import type { MailMessage } from '../../src/delivery/mailer.ts';
import type { Asked } from './test-organization.ts';

/** A server where people sign up, its clock, and the mails that it sent. */
export class TestSignUp {
  readonly server: ReferenceServer;
  readonly messages: MailMessage[] = [];
  /** The outcome of each mail. */
  outcome: MailOutcome = 'SUCCESS';
  #micros = 1_735_689_600_000_000n;

  constructor(options: ServerOptions = {}) {
    this.server = createServer({
      clock: () => this.now,
      mailer: {
        name: 'test',
        send: async (message) => {
          this.messages.push(message);
          return this.outcome;
        },
      },
      ...options,
      config: { validation_emails: { cooldown: 0, mostPerHour: 0 }, ...options.config },
    });
  }

  get now(): DateTime {
    return DateTime.of(this.#micros);
  }

  pass(seconds: number): void {
    this.#micros += BigInt(Math.round(seconds * 1e6));
  }

  /**
   * Sends a command. `peer`: its network address; `forwarded`: the headers of a proxy, line by
   * line.
   */
  async ask<R extends RequestOf<CommandName>>(
    request: R,
    peer = '192.0.2.1',
    ...forwarded: readonly string[]
  ): Promise<Asked<R['cmd']>> {
    const { status, body } = await this.server.handle({
      method: 'POST',
      target: '/anonymous_server',
      headers: [
        ['Api-Version', API_VERSION],
        ['Content-Type', 'application/msgpack'],
        ...forwarded.map((line) => ['X-Forwarded-For', line] as const),
      ],
      body: readableBytes(encodeRequest(request)),
      peer,
      secure: false,
    });
    if (status !== 200 || !(body instanceof Uint8Array))
      return { http: status, status: undefined, reply: undefined };
    const { reply } = decodeReply(request.cmd, body) as { readonly kind: string; readonly reply: never };
    return { http: 200, status: (reply as { readonly status: string }).status, reply };
  }

  mail(email: string, peer?: string, ...forwarded: readonly string[]) {
    return this.ask({ cmd: 'account_create_send_validation_email', email }, peer, ...forwarded);
  }

  /** Requests a mail. Returns the code in it. */
  async code(email: string): Promise<string> {
    const { status } = await this.mail(email);
    if (status !== 'ok') throw new Error(`no mail: ${status}`);
    return codeIn(this.messages.at(-1));
  }

  check(email: string, validation_code: string) {
    return this.ask({
      cmd: 'account_create_proceed',
      account_create_step: { step: 'NUMBER_0_CHECK_CODE', email, validation_code },
    });
  }

  create(email: string, validation_code: string, auth_method_id = Uuid.of(syncCrypto.randomBytes(16))) {
    return this.ask({
      cmd: 'account_create_proceed',
      account_create_step: {
        step: 'NUMBER_1_CREATE',
        validation_code,
        human_handle: [email, 'Somebody'],
        auth_method_password_algorithm: {
          type: 'ARGON2ID',
          opslimit: 3,
          memlimit_kb: 65_536,
          parallelism: 1,
        },
        auth_method_mac_key: new Uint8Array(32).fill(1),
        auth_method_id,
        vault_key_access: new Uint8Array(40),
      },
    });
  }
}

/** The code in a mail, on a line of its own. */
export const codeIn = (message: MailMessage | undefined): string =>
  /^([A-HJ-NP-Z2-9]{6})$/m.exec(message?.text ?? '')?.[1] ?? 'no code';

/** Another code than this one. */
export const otherThan = (code: string): string => (code.startsWith('A') ? 'B' : 'A') + code.slice(1);
