import { DateTime, Uuid } from '../codec/index.ts';
import { deviceLabel, emailAddress, humanLabel, organizationId, type Scalar } from '../scalars/index.ts';
import { type ReadResult, refused, type VectorReader } from './reading.ts';

/** Readers of `scalars/`: they give a text in the form in which it is stored (TYPES). */
export const scalarReaders: Readonly<Record<string, VectorReader>> = {
  'organization-id': ({ text }) => scalar(organizationId(text)),
  'email-address': ({ text }) => scalar(emailAddress(text)),
  'human-label': ({ text }) => scalar(humanLabel(text)),
  'device-label': ({ text }) => scalar(deviceLabel(text)),
  'date-time': ({ text }) => kept(DateTime.parse(text)?.toString(), 'no RFC 3339 text with a zone'),
  uuid: ({ text }) => kept(Uuid.parse(text)?.hex, 'no text form of an identifier'),
};

const scalar = (read: Scalar<string, string>): ReadResult =>
  read.ok ? kept(read.value, '') : refused(`${read.reason}: expected ${read.expected}`);

const kept = (value: string | undefined, reason: string): ReadResult =>
  value === undefined ? refused(reason) : { ok: true, value, written: value };
