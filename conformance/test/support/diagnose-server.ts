import { randomBytes } from 'node:crypto';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../../src/doctor/diagnose.ts';
import type { Step } from '../../src/judge/failure.ts';
import { stepText } from '../../src/report/step-text.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { type AlterRequest, alteringProxy } from './altering-proxy.ts';
import { urlTarget } from './sample-server.ts';

const token = 's3cr3t';

/** Starts a correct server with an administration token in this process. */
export async function openReference(start = {}) {
  const target = await openTarget('memory:reference', { administrationToken: token, start });
  if (target.kind === 'client') throw new Error('no server');
  return target;
}

/** `administered: false`: without the administration token. */
type Options = Partial<DiagnoseOptions> & { administered?: boolean };

/** Diagnoses the server at an address. */
export async function diagnoseAt(
  address: string,
  { administered = true, ...options }: Options = {},
): Promise<Diagnosis> {
  const target = await urlTarget(address, administered ? token : undefined);
  const prefix = `ps-${randomBytes(3).toString('hex')}`;
  // Tests may run on a busy machine.
  const latenessBetween = () => undefined;
  return await diagnose(target, [], { tls: {}, prefix, seed: 'doctor', latenessBetween, ...options });
}

/** Diagnoses a correct server that is started in this process with these options. */
export async function diagnoseReference(start = {}, options?: Options): Promise<Diagnosis> {
  const server = await openReference(start);
  return await diagnoseAt(server.address, options).finally(() => server.close());
}

/** Diagnoses a correct server behind a proxy that alters requests, or answers them. */
export async function diagnoseBehind(alter: AlterRequest, options?: Options): Promise<Diagnosis> {
  const server = await openReference();
  const proxy = await alteringProxy(server.address, alter);
  return await diagnoseAt(proxy.address, options)
    .finally(() => proxy.close())
    .finally(() => server.close());
}

/** The outcome of each step. */
export const outcomesOf = ({ steps }: Diagnosis): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]));

/** The diagnosis of one step, with its texts. */
export const stepOf = ({ steps }: Diagnosis, wanted: Step) =>
  steps.map(stepText).find(({ step }) => step === wanted);

/** Whether an organization is expired on the server. */
export async function isExpired(address: string, name: string): Promise<boolean> {
  const answer = await fetch(`${address}/administration/organizations/${name}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { is_expired: boolean }).is_expired;
}
