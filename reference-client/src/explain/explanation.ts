/** What went wrong and what the user can do. */
export interface Explanation {
  message: string;
  hint: string;
}
