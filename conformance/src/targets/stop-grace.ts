/** Longest duration of a stop (SIGTERM), in ms. Requests in flight must complete in that time. */
export const stopGrace = 15_000;
