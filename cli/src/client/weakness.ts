/**
 * Explains why a password is weak; undefined if it is not.
 *
 * @param about words that others may know about the owner, such as the name
 */
export async function weakness(password: string, about: readonly string[]): Promise<string | undefined> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
  if (password === '') return 'it is empty.';
  // The check of longer passwords takes seconds, and the first characters are enough.
  const { score, feedback } = judge.check(password.slice(0, 128), [...about]);
  if (score >= 3) return undefined;
  const words = [feedback.warning, ...feedback.suggestions].filter((text) => text !== null && text !== '');
  return words.length === 0 ? 'it can be guessed in a short time.' : words.join(' ');
}
