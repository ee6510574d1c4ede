export {
  type AccountCreated,
  askForCode,
  type CodeAsked,
  type CodeChecked,
  checkCode,
  createAccount,
} from './sign-up.ts';
