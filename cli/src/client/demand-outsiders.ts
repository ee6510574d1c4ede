import { outsidersAllowed } from '@parsec-spec/reference-client/events';
import { noOutsiders } from '@parsec-spec/reference-client/explain';
import type { Session } from '@parsec-spec/reference-client/journeys';
import { failed } from './failed.ts';

/** An organization may want no outsiders; the server leaves that to its clients (USER-17). */
export async function demandOutsiders(session: Session): Promise<void> {
  if (!(await outsidersAllowed(session))) throw failed('no-outsiders', noOutsiders);
}
