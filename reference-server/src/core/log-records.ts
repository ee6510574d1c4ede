import type { OrganizationRecord } from '@parsec-spec/spec/records';
import type { Log } from '../log.ts';

/**
 * Logs the changes that a host follows, at info: one line for each creation, bootstrap and expiry
 * of an organization, and for each user enrolled, revoked or frozen. Users are named by their id.
 */
export function logRecords(log: Log, organization: string, records: readonly OrganizationRecord[]): void {
  for (const record of records) {
    switch (record.record) {
      case 'organization_created':
        log.info({ organization }, 'organization created');
        break;
      case 'organization_bootstrapped':
        log.info({ organization }, 'organization bootstrapped');
        break;
      case 'organization_updated':
        if (record.is_expired === true) log.info({ organization }, 'organization expired');
        break;
      case 'user_created':
        log.info({ organization, user: record.user_id.hex }, 'user enrolled');
        break;
      case 'user_revoked':
        log.info({ organization, user: record.user_id.hex }, 'user revoked');
        break;
      case 'user_frozen':
        if (record.frozen) log.info({ organization, user: record.user_id.hex }, 'user frozen');
        break;
    }
  }
}
