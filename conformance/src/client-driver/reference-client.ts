import { TargetError } from '../targets/index.ts';
import type { ClientDriver } from './client-driver.ts';

/** Drives the reference client. */
export function referenceClient(): Promise<ClientDriver> {
  return Promise.reject(
    new TargetError('prerequisite', 'the reference client cannot be driven yet', 'judge a server meanwhile'),
  );
}
