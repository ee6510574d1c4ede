import { printable } from '@parsec-spec/spec/scalars';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Failure } from '../worker/failures.ts';
import { draftOf, forgetDrafts, keepDraft } from './drafts.ts';
import { redraw } from './redraw.ts';

/** A problem of a field, or of the whole form. */
export interface Problem {
  readonly message: string;
  readonly hint?: string;
}

/** Reads a typed text into its normal form. */
type Reader<T> = (
  text: string,
) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

/** The state of a form. */
export class Form {
  /** By the name of the field; the empty name is the form itself. */
  problems: Readonly<Record<string, Problem>> = {};
  /** The text of a pending act; undefined while a person can type. */
  busy: string | undefined;
  /** Its problems came while another screen was shown. */
  isUnread = false;

  /** Returns the form of a screen that opens: a new one, unless this one waits or has an unread result. */
  renewed(): Form {
    const isKept = this.busy !== undefined || this.isUnread;
    this.isUnread = false;
    return isKept ? this : new Form();
  }

  /**
   * Runs an act with what was typed. Problems that it returns are shown, and the first one gets the
   * focus. After typed texts were sent, passwords are emptied; if there is no problem, all is forgotten,
   * consents included. What leads to the next screen only is kept, so that a person may come back.
   */
  async submit(
    event: Event,
    waitsFor: string,
    act: (typed: Typed) => Promise<Problems | undefined>,
  ): Promise<void> {
    event.preventDefault();
    if (this.busy !== undefined) return;
    const element = event.currentTarget as HTMLFormElement;
    const typed = new Typed(new FormData(element));
    const screen = location.hash;
    this.problems = {};
    this.busy = waitsFor;
    redraw();
    try {
      const problems = (await act(typed)) ?? {};
      const isDone = Object.keys(problems).length === 0;
      if (typed.isSent && isDone) {
        forgetDrafts(screen);
        element.reset();
      } else if (typed.isSent) emptyPasswords(element);
      this.problems = problems;
    } catch (error) {
      this.problems = {
        '': { message: 'this page failed', hint: error instanceof Error ? error.message : '' },
      };
    } finally {
      this.busy = undefined;
      this.isUnread = location.hash !== screen && Object.keys(this.problems).length > 0;
      redraw();
    }
    element.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus();
  }

  /** Forgets the problem of a field, because a person changes it. */
  forgive(name: string): void {
    if (this.problems[name] === undefined) return;
    const { [name]: _, ...others } = this.problems;
    this.problems = others;
    redraw();
  }
}

export type Problems = Readonly<Record<string, Problem>>;

function emptyPasswords(element: HTMLFormElement): void {
  for (const input of element.querySelectorAll<HTMLInputElement>('input[type="password"]')) {
    input.value = '';
    // Its strength is no longer shown.
    input.dispatchEvent(new Event('input'));
  }
}

/** The typed texts of a form, and what is wrong with them. */
export class Typed {
  readonly problems: Record<string, Problem> = {};
  /** The texts were sent and are of no more use, or are secret. */
  isSent = false;
  readonly #data: FormData;

  constructor(data: FormData) {
    this.#data = data;
  }

  text(name: string): string {
    const value = this.#data.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** The value of a field; undefined if its text is wrong, which is then a problem of the form. */
  read<T>(name: string, reader: Reader<T>): T | undefined {
    const text = this.text(name).trim();
    if (printable(text) !== text) {
      const hint = 'delete the text and type it, because it was perhaps pasted with them';
      this.problems[name] = { message: 'this contains characters that cannot be seen', hint };
      return undefined;
    }
    const read = reader(text);
    if (read.ok) return read.value;
    const expected = read.expected.replaceAll('`', '');
    this.problems[name] = { message: text === '' ? 'this is missing' : `expected ${expected}` };
    return undefined;
  }

  refuse(name: string, message: string, hint = ''): void {
    this.problems[name] = { message, hint };
  }
}

/** The problem of a field that a failure is about. */
export const problemAt = (name: string, { message, hint }: Failure): Problems => ({
  [name]: { message, hint },
});

export const sentence = (text: string): string =>
  text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

const problemText = ({ message, hint = '' }: Problem): TemplateResult =>
  html`<strong>${sentence(message)}</strong> ${sentence(hint)}`;

interface Field {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly type?: 'text' | 'email' | 'password' | 'url';
  readonly autocomplete?: string;
  readonly value?: string;
  /** The text may contain a token, and is not kept for a reload. */
  readonly isSecret?: boolean;
  readonly onInput?: (event: InputEvent) => void;
  /** More about the typed text, which changes while a person types. */
  readonly note?: string | undefined;
}

/** What the own e-mail address is for. */
export const emailHelp = 'Other members see it, and it is used to contact you later.';

/** What the name of the own device is for. */
export const deviceHelp = 'You and other members see it, for example as alice@example.com on laptop.';

/** A labelled field with its help and its error beside it. */
export function field(
  form: Form,
  {
    name,
    label,
    help,
    type = 'text',
    autocomplete = 'off',
    value = '',
    isSecret = false,
    onInput,
    note,
  }: Field,
): TemplateResult {
  const problem = form.problems[name];
  const described = [
    help === undefined ? '' : `${name}-help`,
    problem === undefined ? '' : `${name}-problem`,
  ];
  const isPassword = type === 'password';
  const typed = (event: InputEvent): void => {
    if (!isPassword) keepDraft(name, (event.currentTarget as HTMLInputElement).value, isSecret);
    form.forgive(name);
    onInput?.(event);
  };
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${help === undefined ? nothing : html`<p class="help" id="${name}-help">${help}</p>`}
    <input id=${name} name=${name} type=${type} value=${isPassword ? '' : (draftOf(name) ?? value)} autocomplete=${autocomplete}
      autocapitalize="off" spellcheck="false"
      aria-invalid=${problem !== undefined} aria-describedby=${described.join(' ').trim() || nothing}
      @input=${typed}>
    ${problem === undefined ? nothing : html`<p class="problem" id="${name}-problem">${problemText(problem)}</p>`}
    ${onInput === undefined ? nothing : html`<p class="help note" aria-live="polite">${note ?? ''}</p>`}
  </div>`;
}

/**
 * A box to tick, with its error.
 *
 * @param isTicked whether it is ticked at first. A box with this argument is kept as typed texts are;
 *   others are consents, which are given anew.
 */
export function box(form: Form, name: string, label: string, isTicked?: boolean): TemplateResult {
  const problem = form.problems[name];
  const draft = isTicked === undefined ? undefined : draftOf(name);
  const changed = ({ currentTarget }: Event): void => {
    const { checked } = currentTarget as HTMLInputElement;
    if (isTicked !== undefined) keepDraft(name, checked ? 'yes' : '', false);
    form.forgive(name);
  };
  return html`<div class="field">
    <label class="box"><input type="checkbox" name=${name} value="yes" ?checked=${draft === undefined ? isTicked === true : draft !== ''} aria-invalid=${problem !== undefined}
      aria-describedby=${problem === undefined ? nothing : `${name}-problem`} @change=${changed}>
      <span>${label}</span></label>
    ${problem === undefined ? nothing : html`<p class="problem" id="${name}-problem">${problemText(problem)}</p>`}
  </div>`;
}

/** The problem of a whole form, its button, and what it waits for. A dangerous act has a red button. */
export function submitRow(form: Form, label: string, isDangerous = false): TemplateResult {
  const problem = form.problems[''];
  return html`
    ${problem === undefined ? nothing : html`<p class="problem" role="alert" tabindex="-1">${problemText(problem)}</p>`}
    <p class="actions">
      <button type="submit" class=${isDangerous ? 'danger' : nothing} aria-disabled=${form.busy !== undefined}>${label}</button>
      <span role="status">${form.busy ?? ''}</span>
    </p>`;
}
