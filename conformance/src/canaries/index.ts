export { Canaries } from './canaries.ts';
export { type Form, formsOfBytes, formsOfText } from './forms.ts';
