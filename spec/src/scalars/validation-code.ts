/** The form of the code that proves an e-mail address: upper case, without I, O, 0 and 1. */
export const validationCodePattern = /^[A-HJ-NP-Z2-9]{6}$/;
