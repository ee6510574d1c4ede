import {
  ACTS,
  type ClientDriver,
  type ClientOutcome,
  type ClientSession,
} from '../../../src/targets/client/client-driver.ts';

/** The words that a judge who reads English would look for. All other words are spelled backwards. */
const dictionary: Readonly<Record<string, string>> = {
  ...{ altered: 'modifié', another: 'autre', cannot: 'impossible', certificate: 'attestation' },
  ...{ certificates: 'attestations', client: 'logiciel', corrupt: 'abîmé', damaged: 'endommagé' },
  ...{ decrypt: 'déchiffrer', device: 'appareil', disk: 'disque', end: 'fin', error: 'erreur' },
  ...{ file: 'fichier', folder: 'dossier', key: 'clé', missing: 'absent', no: 'aucun', not: 'pas' },
  ...{ of: 'de', or: 'ou', organization: 'organisation', password: 'sésame', path: 'chemin' },
  ...{ refused: 'refusé', save: 'enregistrer', saved: 'enregistré', secret: 'caché', server: 'serveur' },
  ...{ store: 'ranger', stored: 'rangé', the: 'le', this: 'ce', token: 'jeton', unknown: 'inconnu' },
  ...{ user: 'usager', version: 'révision', with: 'avec', write: 'écrire', wrong: 'faux' },
};

/** A text of the server, which a client quotes as it is. */
const quoted = 'the moon is in the way';

const translatedWord = (word: string): string =>
  dictionary[word.toLowerCase()] ?? [...word].reverse().join('');

/** Translates the plain words of a text. Addresses, paths, versions and ids stay. */
const translated = (text: string): string =>
  text
    .split(quoted)
    .map((part) => part.replaceAll(/(?<![\w/.@-])[A-Za-z]+(?![\w/@-]|\.\w)/g, translatedWord))
    .join(quoted);

/** A client that says what another one says, word by word in another language, and sends no codes. */
export const frenchClient = (client: ClientDriver): ClientDriver => {
  const speak = ({ code: _, ...outcome }: ClientOutcome): ClientOutcome => ({
    ...outcome,
    said: translated(outcome.said),
  });
  const translate = (session: ClientSession): ClientSession =>
    new Proxy(session, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (!(ACTS as readonly unknown[]).includes(name)) return value.bind(target);
        return async (input: { readonly onEvent?: (event: unknown) => void }) => {
          const { onEvent } = input;
          const tell = (event: unknown) => onEvent?.(translated(String(event)));
          const given = onEvent === undefined ? input : { ...input, onEvent: tell };
          return speak((await value.call(target, given)) as ClientOutcome);
        };
      },
    });
  return { ...client, open: async (home, options) => translate(await client.open(home, options)) };
};
