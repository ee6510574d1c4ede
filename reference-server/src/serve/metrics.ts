import { API_VERSION } from '@parsec-spec/spec/commands';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Call, Reply } from '../core/call.ts';
import type { ReferenceServer } from '../core/create-server.ts';
import { unknownPage } from '../core/replies.ts';
import type { Metrics } from '../core/services.ts';

/** Seconds. Most calls take less than a millisecond, a mail up to `--email-timeout`. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The version of this package. An import of `package.json` would copy it into `dist/`, where it
 * would hide the true one, and with it `#platform`.
 */
const VERSION = '0.2.0';

/** Counts for Prometheus. Each server has figures of its own. */
export function prometheusMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'parsec_http_requests_total',
    help: 'Requests that were answered, by family and HTTP status',
    labelNames: ['family', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'parsec_http_request_duration_seconds',
    help: 'Time until the reply, or until an event stream is open, by family',
    labelNames: ['family'],
    buckets: BUCKETS,
    registers,
  });
  const eventStreams = new Gauge({
    name: 'parsec_event_streams',
    help: 'Event streams that are open on this node',
    registers,
  });
  const failedMails = new Counter({
    name: 'parsec_mails_failed_total',
    help: 'Mails that could not be sent, by reason',
    labelNames: ['reason'],
    registers,
  });
  const databaseUp = new Gauge({
    name: 'parsec_database_up',
    help: '1 if the database answers a read, otherwise 0',
    registers,
  });
  const version = new Gauge({
    name: 'parsec_build_info',
    help: 'Always 1; the labels are the versions of the server and of the API',
    labelNames: ['version', 'api_version'],
    registers,
  });
  version.set({ version: VERSION, api_version: API_VERSION }, 1);
  // A counter without a first value has no rate when it is first increased.
  for (const reason of ['recipient_refused', 'server_unavailable']) failedMails.inc({ reason }, 0);
  return {
    request: (family, status, seconds) => {
      requests.inc({ family, status });
      durations.observe({ family }, seconds);
    },
    mail: (outcome) => {
      if (outcome !== 'SUCCESS') failedMails.inc({ reason: outcome.toLowerCase() });
    },
    text: (current) => {
      eventStreams.set(current.eventStreams);
      databaseUp.set(current.isDatabaseUp ? 1 : 0);
      return registry.metrics();
    },
  };
}

/** A server with the metrics of another one and nothing else. It requires no token. */
export function metricsOnly({ handle, config }: ReferenceServer): Pick<ReferenceServer, 'handle' | 'stop'> {
  const headers: Call['headers'] = [['Authorization', `Bearer ${config.administration_token}`]];
  return {
    handle: async (call): Promise<Reply> =>
      /^\/metrics(?:\?|$)/.test(call.target) ? handle({ ...call, target: '/metrics', headers }) : unknownPage,
    stop: async () => {},
  };
}
