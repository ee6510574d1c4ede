import type { ReceivedEvent } from '../../../src/model/calls.ts';
import type { OrganizationState } from '../../../src/model/state.ts';

/** Counts the events that the listeners of a generated history have received. */
export class Listeners {
  /** Number of received events, by user and subject. */
  readonly #counts = new Map<string, number>();
  /** Timestamp of the last received certificate event, by user. */
  readonly #after = new Map<string, number>();

  /**
   * The next event of a listener. `nth` chooses the subject among those with further events. If
   * there is none, returns the observation that no further certificate event arrived.
   */
  next(state: OrganizationState, { listener, ...request }: ReceivedEvent): ReceivedEvent {
    const { user } = listener;
    const count = (subject: string) => this.#counts.get(`${user} ${subject}`) ?? 0;
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
    const chosen = all['nth' in request ? request.nth % Math.max(1, all.length) : 0];
    if (chosen === undefined) return { cmd: 'receive_certificate', listener, after, at: null };
    if (chosen.cmd === 'receive_certificate') this.#after.set(user, chosen.at ?? after);
    if (chosen.cmd === 'receive_invitation')
      this.#counts.set(`${user} ${chosen.token}`, count(chosen.token) + 1);
    if (chosen.cmd === 'receive_attempt')
      this.#counts.set(`${user} ${chosen.attempt}`, count(chosen.attempt) + 1);
    return chosen;
  }
}
