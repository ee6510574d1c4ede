import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { MailedServer } from '../judge/facilities.ts';
import type { InviteCall, Status } from '../model/calls.ts';
import { linksIn, linksInHtml, type Mail } from '../wire/mail.ts';
import type { Counterexample } from './counterexample.ts';

/**
 * The mails that a server sent in all lives. They are sorted by the organization that their links and
 * their subject name, because people have the same addresses in all lives.
 */
export class Mailbox {
  /** The sender that the server is configured with. */
  readonly sender: string;
  readonly #relay: MailedServer['relay'];
  readonly #unread = new Map<string, Mail[]>();
  /** Number of mails of the relay that were sorted, and their length in bytes. */
  #sorted = 0;
  #bytes = 0;

  constructor({ relay, sender }: Pick<MailedServer, 'relay' | 'sender'>) {
    this.#relay = relay;
    this.sender = sender;
  }

  /** Whether the relay may soon refuse mails. */
  get isFull(): boolean {
    this.#sort();
    return this.#bytes > MAX_MAILBOX_BYTES;
  }

  /**
   * Compares the mails after an invitation with what it asked for.
   *
   * @param invited - the address that the mail must go to, and the organization
   */
  async compare(
    { request, observed, exchange }: Answered,
    invited: Pick<MailParts, 'email' | 'organization'>,
    wait: Wait,
  ): Promise<Counterexample | undefined> {
    if (this.isFull) return undefined;
    const isAsked = request.mail === true && observed.status === 'ok';
    const mails = await this.unread(invited.organization, isAsked ? 1 : 0, wait);
    const parts = { ...invited, sender: this.sender, token: Object(exchange.message).token };
    const requirement = mailBreach(request, observed.status, mails, parts);
    if (requirement === undefined) return undefined;
    return {
      ...{ requirement, rules: [], request, exchange },
      observed: { ...observed, mails: mails.map((mail) => mailText(mail, request.cmd, parts)) },
      allowed: [{ ...observed, mails: isAsked ? [`to ${invited.email} with the link`] : [] }],
    };
  }

  /**
   * Returns the mails of an organization that were not returned before, oldest first.
   *
   * @param count - the number of mails to wait for
   */
  async unread(organization: string, count: number, { limitMs, sleep }: Wait): Promise<readonly Mail[]> {
    const started = performance.now();
    for (;;) {
      this.#sort();
      const mails = this.#unread.get(organization) ?? [];
      if (mails.length >= count || performance.now() - started > limitMs) {
        this.#unread.delete(organization);
        return mails;
      }
      await sleep(PAUSE_MS);
    }
  }

  #sort(): void {
    for (const mail of this.#relay.mails.slice(this.#sorted)) {
      this.#sorted += 1;
      this.#bytes += mail.raw.length;
      const links = [...linksIn(mail.text), ...linksInHtml(mail.html)];
      const names = [
        ...links.map(({ organization }) => organization),
        ...mail.subject.split(/\s+/, MAX_WORDS),
      ];
      for (const name of new Set(names)) {
        const mails = this.#unread.get(name) ?? [];
        mails.push(mail);
        this.#unread.set(name, mails);
      }
    }
  }
}

/**
 * Length of all mails after which no more are read, in bytes. It is less than the relay keeps, for which
 * refused mails count, too.
 */
export const MAX_MAILBOX_BYTES = 24 << 20;

/** Largest number of words of a subject that may name an organization. */
const MAX_WORDS = 50;

/** Pause between two looks for a mail, in ms. */
const PAUSE_MS = 10;

/** An invitation, and how it was answered. */
interface Answered extends Pick<Counterexample, 'observed' | 'exchange'> {
  readonly request: InviteCall;
}

/** How long to wait for a mail. */
interface Wait {
  readonly limitMs: number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** The parts of the mail of an invitation. */
interface MailParts {
  readonly sender: string;
  readonly email: string;
  readonly organization: string;
  readonly token: unknown;
}

type InviteCommand = InviteCall['cmd'];

/** Whether a mail is from the sender, and to the invited person only. */
const isToClaimer = ({ envelope, from, to, headerLines }: Mail, { sender, email }: MailParts): boolean =>
  [envelope.from, ...from].every((one) => one === sender) &&
  [envelope.to, to].every((all) => all.join() === email) &&
  !headerLines.some(({ key }) => key === 'cc' || key === 'bcc');

/** The parts of a mail that lack the link, or have another one. */
function partsWithoutLink(
  { text, html }: Mail,
  cmd: InviteCommand,
  { organization, token }: MailParts,
): readonly string[] {
  const action = cmd === 'invite_new_user' ? 'claim_user' : 'claim_device';
  const hex = token instanceof Uint8Array ? Buffer.from(token).toString('hex') : undefined;
  return Object.entries({ text: linksIn(text), HTML: linksInHtml(html) }).flatMap(([part, links]) => {
    const [link] = links;
    const isRight = link?.organization === organization && link.action === action && link.token === hex;
    return isRight && links.length === 1 ? [] : [part];
  });
}

/** Describes a mail after an invitation, without its token. */
export function mailText(mail: Mail, cmd: InviteCommand, parts: MailParts): string {
  const without = partsWithoutLink(mail, cmd, parts);
  const { envelope, to, headerLines } = mail;
  const copies = headerLines.filter(({ key }) => key === 'cc' || key === 'bcc').map(({ line }) => line);
  const recipients = [...new Set([...envelope.to, ...to]), ...copies].join(' and ').slice(0, MAX_TEXT);
  const lack =
    without.length === 0 ? 'with the link' : `without the link in the ${without.join(' and ')} part`;
  return `to ${recipients} ${lack}`;
}

/** Longest list of recipients that is described, in characters. */
const MAX_TEXT = 100;

/** The requirements that no mail is sent if a call is refused. */
const REFUSALS: ReadonlyMap<Status, RequirementId> = new Map([
  ['author_not_allowed', 'invite_new_user/author-is-admin'],
  ['claimer_email_already_enrolled', 'invite_new_user/claimer-not-enrolled'],
]);

/** The requirement that the mails after an invitation break, if any. */
export function mailBreach(
  { cmd, mail: isMailed }: InviteCall,
  status: Status,
  mails: readonly Mail[],
  parts: MailParts,
): RequirementId | undefined {
  if (status !== 'ok') return mails.length === 0 ? undefined : REFUSALS.get(status);
  if (isMailed !== true) return mails.length === 0 ? undefined : `${cmd}/no-mail-unasked`;
  const isUser = cmd === 'invite_new_user';
  if (mails.some((mail) => !isToClaimer(mail, parts)))
    return isUser ? 'invite_new_user/mail-to-claimer-only' : 'invite_new_device/mail-to-author';
  if (mails.length !== 1)
    return isUser ? 'invite_new_user/one-mail-per-call' : 'invite_new_device/mail-to-author';
  if (mails.every((mail) => partsWithoutLink(mail, cmd, parts).length === 0)) return undefined;
  return isUser ? 'invite_new_user/mail-link' : 'invite_new_device/mail-to-author';
}
