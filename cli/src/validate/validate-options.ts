/** The options of `validate`. */
export interface ValidateOptions {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
  readonly targetFile?: string;
  readonly with?: 'postgres';
  readonly baseline?: string;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly strict?: boolean;
  readonly slow?: boolean;
  readonly faults?: boolean;
  readonly report: readonly string[];
  readonly output: 'text' | 'json';
  readonly jobs: number;
  readonly seed?: string;
  readonly timeout?: number;
  readonly failFast?: boolean;
  readonly show?: boolean;
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly yes?: boolean;
}
