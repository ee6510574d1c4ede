import { resolve } from 'node:path';
import { shellWord } from '@parsec-spec/conformance/wire';
import { commandPrefix } from '../main/command-prefix.ts';
import type { ValidateOptions } from './open-targets.ts';

/**
 * Formats the command that repeats one check, or a story, with the same seed and all options that
 * change its result. Files are named by absolute path. Secrets are referenced, not shown.
 *
 * @param seed - Undefined: each run has its own.
 * @param needsToken - whether the target needs the administration token of the user
 * @param word - quotes a target. The command of one may hold the administration token
 */
export function replayCommand(
  targets: readonly string[],
  options: Partial<ValidateOptions>,
  seed: string | undefined,
  needsToken: boolean,
  word: (target: string) => string,
  program = commandPrefix(),
): (check: string) => string {
  const words = [
    ...(options.targetFile === undefined ? [] : ['--target-file', resolve(options.targetFile)]),
    ...(options.with === undefined ? [] : ['--with', options.with]),
    ...(options.baseline === undefined ? [] : ['--baseline', resolve(options.baseline)]),
    ...(options.caFile === undefined ? [] : ['--ca-file', resolve(options.caFile)]),
    ...(options.insecure === true ? ['--insecure'] : []),
    ...(options.strict === true ? ['--strict'] : []),
    ...(options.timeout === undefined ? [] : ['--timeout', String(options.timeout / 1000)]),
    ...(options.slow === true ? ['--slow'] : []),
    ...(options.faults === true ? ['--faults'] : []),
    ...(typeof options.properties === 'number' ? ['--properties', `${options.properties / 1000}s`] : []),
    ...(options.yes === true ? ['--yes'] : []),
  ].map(shellWord);
  const { againstTargetFile, againstAdministrationTokenFile: againstToken } = options;
  const against = [
    ...(options.against === undefined ? [] : ['--against', word(options.against)]),
    ...(againstTargetFile === undefined
      ? []
      : ['--against-target-file', shellWord(resolve(againstTargetFile))]),
    ...(againstToken === undefined
      ? []
      : [
          '--against-administration-token-file',
          againstToken === '-' ? '-' : shellWord(resolve(againstToken)),
        ]),
  ];
  return (check) =>
    [
      program,
      ...(options.story === undefined ? ['validate'] : ['replay', shellWord(options.story.argument)]),
      ...targets.map(word),
      ...against,
      ...words,
      ...(options.story === undefined ? ['--only', shellWord(check)] : []),
      ...(seed === undefined ? [] : ['--seed', shellWord(seed)]),
      ...(needsToken || isFile(options.administrationTokenFile) ? [tokenOption(options)] : []),
    ].join(' ');
}

const isFile = (path: string | undefined): path is string => path !== undefined && path !== '-';

/** The option that gives the administration token from where it came, and never shows it. */
function tokenOption(options: Partial<ValidateOptions>): string {
  const { administrationTokenFile: file, administrationTokenSource } = options;
  if (isFile(file)) return `--administration-token-file ${shellWord(resolve(file))}`;
  // It was typed. No file or variable holds it.
  if (file === '-' || administrationTokenSource === 'cli') return '--administration-token-file -';
  return '--administration-token "$PARSEC_ADMINISTRATION_TOKEN"';
}

/** The options of curl, as words of the shell, that trust what `validate` trusts. */
export const curlTls = ({ caFile, insecure }: ValidateOptions): readonly string[] => [
  ...(caFile === undefined ? [] : ['--cacert', shellWord(resolve(caFile))]),
  ...(insecure === true ? ['--insecure'] : []),
];
