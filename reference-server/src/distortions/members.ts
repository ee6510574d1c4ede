import type { Distortion } from '../core/distortion.ts';
import { deviceDistortions } from './devices.ts';
import { eventEndDistortions } from './event-ends.ts';
import { eventFrameDistortions } from './event-frames.ts';
import { eventReplayDistortions } from './event-replay.ts';
import { historyDistortions } from './history.ts';
import { orderDistortions } from './order.ts';
import { seatDistortions } from './seats.ts';
import { standingDistortions } from './standing.ts';
import { userDistortions } from './users.ts';

/** Rules about users, devices, what they may read, and what they hear, broken. */
export const memberDistortions: readonly Distortion[] = [
  ...userDistortions,
  ...deviceDistortions,
  ...seatDistortions,
  ...standingDistortions,
  ...orderDistortions,
  ...historyDistortions,
  ...eventFrameDistortions,
  ...eventReplayDistortions,
  ...eventEndDistortions,
];
