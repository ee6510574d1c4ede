/** What a person is told when something did not work: what was wrong, and what to do. */
export interface Explanation {
  message: string;
  hint: string;
}
