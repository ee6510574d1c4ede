import type { MailOutcome } from '@parsec-spec/spec/rules';

/** Figures that are read when the metrics are requested. */
export interface CurrentFigures {
  readonly eventStreams: number;
  readonly isDatabaseUp: boolean;
}

/** Counts what a server does. Labels have few values, whatever clients send. */
export interface Metrics {
  /**
   * Counts a reply. An event stream counts when it is opened.
   *
   * @param family one of a fixed set of names, `other` included
   * @param seconds from the head of the request to the reply, without the time to send it
   */
  request(family: string, status: number, seconds: number): void;
  mail(outcome: MailOutcome): void;
  /** All figures in the text format of Prometheus. */
  text(current: CurrentFigures): Promise<string>;
}
