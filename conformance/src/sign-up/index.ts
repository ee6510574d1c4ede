export { byCaller, codeIn, everySignUpArrived, otherCode, sentCode, strangerAt, wordsShown } from './code.ts';
export { askCode, checkCode, codeAlphabet, createAccount, createAtOnce } from './commands.ts';
export { limited } from './mailings.ts';
export { inTurn } from './in-turn.ts';
