import { acceptTerms, type Session, type TermsOutcome } from '@parsec-spec/reference-client/journeys';

/** Addresses of terms of service, by language. */
export type TermsLinks = Readonly<Record<string, string>>;

/** What a person reads next: terms, or how it ended. */
type Step = { readonly outcome: 'shown'; readonly links: TermsLinks } | TermsOutcome;

/** Terms of service that a person reads. Exactly those that were shown can be accepted. */
export class TermsReading {
  #step = Promise.withResolvers<Step>();
  #accept: () => void = () => undefined;

  constructor(session: Session) {
    const show = ({ per_locale_urls: links }: { readonly per_locale_urls: TermsLinks }) =>
      new Promise<boolean>((resolve) => {
        this.#accept = () => resolve(true);
        this.#step.resolve({ outcome: 'shown', links });
      });
    acceptTerms(session, show).then(
      (ended) => this.#step.resolve(ended),
      (error: unknown) => this.#step.reject(error),
    );
  }

  /** The terms to read. */
  next(): Promise<Step> {
    return this.#step.promise;
  }

  /** Accepts them. If they were replaced in the meantime, the next step is the new ones. */
  accept(): Promise<Step> {
    this.#step = Promise.withResolvers();
    this.#accept();
    return this.#step.promise;
  }
}
