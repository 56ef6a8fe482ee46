/** What a label key looks like: lower-case, starting with a letter or digit, 63 characters at most. */
export const LABEL_KEY = /^[a-z0-9][a-z0-9._/-]{0,62}$/;
// Written without property escapes: the same pattern for readers of JSON Schema with and without the flag u.
const ONE_LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{0,256}$";
/** What a label value looks like: up to 256 characters, none of them a control character or line separator. */
export const LABEL_VALUE = new RegExp(ONE_LINE, "u");
/** Labels that one integration may have. */
export const MAX_LABELS = 20;
