import type { Misbehaviour } from '../../src/played-server/misbehaviours/misbehaviour.ts';

/** Parameters of misbehaviours that take any value of a kind. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'reply.status': ['dummy'],
  'reply.reason': ['the moon is in the way'],
  'creation.status': ['author_not_allowed'],
  'bootstrap.status': ['invalid_bootstrap_token'],
  http: ['403', '503:3'],
  connection: ['lost', 'lost:3'],
  version: ['7.31;8.14'],
  'version.reply': ['6.0'],
  clock: ['3600', '-3600'],
  terms: ['changing', 'changing:2'],
};

/** Parameters that a misbehaviour takes: all that it names, or examples. */
export const examplesOf = ({ name, parameter, cases }: Misbehaviour): readonly string[] =>
  cases === undefined
    ? (examples[name] ?? parameter.split(' | '))
    : [parameter, ...cases.map((each) => `${parameter}:${each}`)];
