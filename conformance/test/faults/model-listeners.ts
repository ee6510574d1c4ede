import type { ReceivedEvent } from '../../src/model/calls.ts';
import type { OrganizationState } from '../../src/model/state.ts';

/** Counts what the listeners of an invented history have heard. */
export class Listeners {
  readonly #heard = new Map<string, number>();
  readonly #after = new Map<string, number>();

  /**
   * The next event about one of the things that have more events, chosen by `nth`; if there is
   * none, that there is no other certificate.
   */
  next(state: OrganizationState, { listener, ...asked }: ReceivedEvent): ReceivedEvent {
    const { user } = listener;
    const count = (thing: string) => this.#heard.get(`${user} ${thing}`) ?? 0;
    const after = this.#after.get(user) ?? 1;
    const date = state.certificates.find(({ at }) => at > after)?.at;
    const certificate: ReceivedEvent[] =
      date === undefined ? [] : [{ cmd: 'receive_certificate', listener, at: date, after }];
    const invitations = state.invitations.flatMap(({ token, events }): ReceivedEvent[] => {
      const nth = count(token ?? '');
      const event = events.filter(({ to }) => to.includes(user))[nth]?.event;
      return token === null || event === undefined
        ? []
        : [{ cmd: 'receive_invitation', listener, token, nth, event }];
    });
    const attempts = [...state.greetings].flatMap(([key, { names, events }]): ReceivedEvent[] => {
      const [token = '', greeter = ''] = key.split(' ');
      return names.flatMap((attempt, number): ReceivedEvent[] => {
        const nth = count(attempt ?? '');
        const event = events[number]?.[nth];
        return greeter !== user || attempt === null || event === undefined
          ? []
          : [{ cmd: 'receive_attempt', listener, token, greeter, attempt, nth, event }];
      });
    });
    const all = [...certificate, ...invitations, ...attempts];
    const chosen = all['nth' in asked ? asked.nth % Math.max(1, all.length) : 0];
    if (chosen === undefined) return { cmd: 'receive_certificate', listener, after, at: null };
    if (chosen.cmd === 'receive_certificate') this.#after.set(user, chosen.at ?? after);
    if (chosen.cmd === 'receive_invitation')
      this.#heard.set(`${user} ${chosen.token}`, count(chosen.token) + 1);
    if (chosen.cmd === 'receive_attempt')
      this.#heard.set(`${user} ${chosen.attempt}`, count(chosen.attempt) + 1);
    return chosen;
  }
}
