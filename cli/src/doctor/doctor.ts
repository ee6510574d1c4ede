import { randomBytes } from 'node:crypto';
import { loadChecks } from '@parsec-spec/conformance/case';
import { type Diagnosis, diagnose } from '@parsec-spec/conformance/doctor';
import { openTarget } from '@parsec-spec/conformance/targets';
import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';
import { isForeignHost } from '../validate/foreign-host.ts';
import { readAdministrationToken } from '../validate/read-administration-token.ts';
import { tlsOptions } from '../validate/tls-options.ts';
import { diagnosisText } from './diagnosis-text.ts';

/** The options of `doctor`. */
export interface DoctorOptions {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
  readonly targetFile?: string;
  readonly with?: 'postgres';
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly yes?: boolean;
  readonly output: 'text' | 'json';
}

/** Checks a target and prints what the suite can test there. Returns the exit code. */
export async function doctor(spec: string, options: DoctorOptions): Promise<number> {
  const administrationToken = await readAdministrationToken(options);
  const tls = await tlsOptions(options);
  const target = await openTarget(spec, {
    targetFile: options.targetFile,
    with: options.with,
    administrationToken,
  });
  if (target.kind === 'client') throw new CliError('usage', 'doctor does not check clients', 'name a server');
  try {
    const harmless = options.yes === true || !isForeignHost(spec);
    const diagnosis = await diagnose(target, await loadChecks(), {
      tls,
      probeName: harmless ? `ps-${randomBytes(3).toString('hex')}-doctor` : undefined,
    });
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify(asJson(diagnosis), undefined, 2)}\n`
        : diagnosisText(diagnosis),
    );
    return diagnosis.administration === false ? exitCode.usage : exitCode.pass;
  } finally {
    await target.close();
  }
}

/** Unknown facts are null, not absent. */
const asJson = (diagnosis: Diagnosis) => ({
  ...diagnosis,
  administration: diagnosis.administration ?? null,
  spontaneous: diagnosis.spontaneous ?? null,
  tls: diagnosis.tls ?? null,
});
