import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../../src/doctor/diagnose.ts';
import type { Step } from '../../src/judge/failure.ts';
import { stepText } from '../../src/report/step-text.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { type AlterRequest, alteringProxy } from '../support/altering-proxy.ts';
import { urlTarget } from '../support/sample-server.ts';

const token = 's3cr3t';
/** Starts the reference server in this process. */
export const open = async (start = {}) => {
  const target = await openTarget('memory:reference', { administrationToken: token, start });
  if (target.kind === 'client') throw new Error('no server');
  return target;
};
/** A correct server with an administration token. */
export let reference: Awaited<ReturnType<typeof open>>;
/** A correct server that also creates organizations at their bootstrap. */
export let spontaneous: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  [reference, spontaneous] = await Promise.all([open(), open({ spontaneous: true })]);
});
afterAll(async () => {
  await reference?.close();
  await spontaneous?.close();
});

/** Diagnoses the server at an address. */
export async function examined(
  address: string,
  { administered = true, ...options }: Partial<DiagnoseOptions> & { administered?: boolean } = {},
): Promise<Diagnosis> {
  const target = await urlTarget(address, administered ? token : undefined);
  const prefix = `ps-${randomBytes(3).toString('hex')}`;
  // Tests may run on a busy machine.
  const latenessBetween = () => undefined;
  return await diagnose(target, [], { tls: {}, prefix, seed: 'doctor', latenessBetween, ...options });
}

/** Diagnoses a correct server behind a proxy that alters requests, or answers them. */
export async function behind(
  alter: AlterRequest,
  options?: Parameters<typeof examined>[1],
): Promise<Diagnosis> {
  const proxy = await alteringProxy(reference.address, alter);
  return await examined(proxy.address, options).finally(() => proxy.close());
}

/** The outcome of each step. */
export const outcomes = ({ steps }: Diagnosis): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]));
/** The diagnosis of one step, with its texts. */
export const of = ({ steps }: Diagnosis, wanted: Step) =>
  steps.map(stepText).find(({ step }) => step === wanted);

/** Whether an organization is expired on the server. */
export async function isExpired(address: string, name: string): Promise<boolean> {
  const answer = await fetch(`${address}/administration/organizations/${name}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { is_expired: boolean }).is_expired;
}
