const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A rate or a size: 12,345. */
export const count = (value: number): string => whole.format(value);

/** Milliseconds with three significant digits. */
export const milliseconds = (value: number): string =>
  `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ms`;

/** A ratio: 4.35×. */
export const times = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)}×`;

/** A share in percent. */
export const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;

/** Whether a goal is met; undefined if there is no goal or no figure. */
export const mark = (met: boolean | undefined): string => (met === undefined ? '–' : met ? 'yes' : 'NO');
