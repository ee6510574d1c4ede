import { html, type TemplateResult } from 'lit-html';
import { box, type Form, field, type Typed } from './form.ts';
import { redraw } from './redraw.ts';
import { client } from './worker-client.ts';

/** Milliseconds without a key press after which a password is judged. */
const TYPING_PAUSE_MS = 200;

/** The fields of a new password: typed twice, with its strength, and a box to tick. */
export class NewPassword {
  #strength: string | undefined;
  #checks = 0;
  readonly #about: () => readonly string[];

  /** @param about words that others may know about the owner */
  constructor(about: () => readonly string[]) {
    this.#about = about;
  }

  /** The typed password. Its problems are added to those of the form. */
  read(typed: Typed): string {
    const password = typed.text('password');
    if (password === '') typed.refuse('password', 'a password is missing');
    else if (typed.text('again') !== password) typed.refuse('again', 'the two passwords differ');
    if (typed.text('understood') === '') typed.refuse('understood', 'tick this box if you have understood');
    return password;
  }

  fields(form: Form): TemplateResult {
    return html`
      ${field(form, { name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', help: 'For example four words that do not belong together.', onInput: (event) => this.#judge(event), note: this.#strength })}
      ${field(form, { name: 'again', label: 'The same password again', type: 'password', autocomplete: 'new-password' })}
      ${box(form, 'understood', 'I know that nobody can recover this password: neither the server nor whoever runs it has my keys.')}`;
  }

  #judge(event: InputEvent): void {
    const input = event.currentTarget as HTMLInputElement;
    this.#checks += 1;
    const check = this.#checks;
    setTimeout(async () => {
      if (check !== this.#checks) return;
      const text = await this.#strengthOf(input);
      if (check !== this.#checks) return;
      this.#strength = text;
      redraw();
    }, TYPING_PAUSE_MS);
  }

  async #strengthOf({ value: password, form: typed }: HTMLInputElement): Promise<string | undefined> {
    if (password === '') return undefined;
    const data = new FormData(typed ?? undefined);
    const about = [data.get('name'), data.get('email')].map((text) => String(text ?? ''));
    const weak = await client.weakness({ password, about: [...about, ...this.#about()] });
    return weak === undefined ? 'Strong enough.' : `Weak: ${weak}`;
  }
}

/** What a device of this browser is called unless a person says otherwise. */
export const browserName = (): string => (/Firefox/.test(navigator.userAgent) ? 'Firefox' : 'Browser');
