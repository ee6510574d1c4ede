/** What makes a password weak, in a sentence; undefined when it is fair. `about`: words that others may know of its owner. */
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
  // Beyond this length judging takes seconds, and the start tells enough.
  const { score, feedback } = judge.check(password.slice(0, 128), [...about]);
  if (score >= 3) return undefined;
  const words = [feedback.warning, ...feedback.suggestions].filter((text) => text !== null && text !== '');
  return words.length === 0 ? 'it can be guessed in a short time.' : words.join(' ');
}
