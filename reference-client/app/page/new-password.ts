import { html, nothing, type TemplateResult } from 'lit-html';
import { box, type Form, field, Typed } from './form.ts';
import { redraw } from './redraw.ts';
import { client } from './worker-client.ts';

/** Milliseconds without a key press after which a password is judged. */
const TYPING_PAUSE_MS = 200;

/** The fields of a new password: typed twice, with its strength, and a box to tick. */
export class NewPassword {
  #strength: string | undefined;
  #checks = 0;
  /** A weak password was refused. Whoever insists on it ticks one more box. */
  #isRefused = false;
  readonly #about: () => readonly string[];

  /** @param about words that others may know about the owner */
  constructor(about: () => readonly string[]) {
    this.#about = about;
  }

  /** The typed password. Its problems are added to those of the form. */
  async read(typed: Typed): Promise<string> {
    const password = typed.text('password');
    const weakness = password === '' ? undefined : await this.#weakness(typed);
    if (password === '') typed.refuse('password', 'a password is missing');
    else if (typed.text('again') !== password) typed.refuse('again', 'the two passwords differ');
    else if (weakness !== undefined && typed.text('insists') === '') {
      this.#isRefused = true;
      const hint = `${weakness} Choose another one, or tick the first box below`;
      typed.refuse('password', 'this password is weak', hint);
    }
    if (typed.text('understood') === '') typed.refuse('understood', 'tick this box if you have understood');
    return password;
  }

  fields(form: Form): TemplateResult {
    return html`
      ${field(form, { name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', help: 'It encrypts your keys on this device. For example four words that do not belong together.', onInput: (event) => this.#judge(event), note: form.problems.password === undefined ? this.#strength : undefined })}
      ${field(form, { name: 'again', label: 'The same password again', type: 'password', autocomplete: 'new-password' })}
      ${this.#isRefused ? box(form, 'insists', 'I use this weak password all the same. Whoever gets this device or its saved file, and guesses the password, can read all that I can read, and act in my name.') : nothing}
      ${box(form, 'understood', 'I know that nobody can recover this password: neither the server nor whoever runs it has my keys.')}`;
  }

  #judge(event: InputEvent): void {
    const input = event.currentTarget as HTMLInputElement;
    this.#checks += 1;
    const check = this.#checks;
    setTimeout(async () => {
      if (check !== this.#checks) return;
      const weakness = input.value === '' ? undefined : await this.#weakness(typedIn(input));
      if (check !== this.#checks) return;
      this.#strength = weakness === undefined ? 'Strong enough.' : `Weak: ${weakness}`;
      if (input.value === '') this.#strength = undefined;
      else if (weakness === undefined) this.#isRefused = false;
      redraw();
    }, TYPING_PAUSE_MS);
  }

  #weakness(typed: Typed): Promise<string | undefined> {
    const about = [typed.text('name'), typed.text('email'), ...this.#about()];
    return client.weakness({ password: typed.text('password'), about });
  }
}

const typedIn = ({ form }: HTMLInputElement): Typed => new Typed(new FormData(form ?? undefined));
