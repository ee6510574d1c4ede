/** How long a stop (SIGTERM) may take until it is no stop, in ms: what is in flight is finished in that time. */
export const stopGrace = 15_000;
