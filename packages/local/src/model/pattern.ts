/**
 * Turns a Java regular expression of a service model into a JavaScript one that matches whole values. The `v` flag gives Unicode
 * properties and nested classes, like Java, but reserves more punctuation inside classes; `\s` and `\S` mean ASCII white space in
 * Java; `(?s)` at the start is the `s` flag. Throws `SyntaxError` for what JavaScript cannot express.
 */
export function wholeMatch(javaPattern: string): RegExp {
  const dotAll = javaPattern.startsWith(DOT_ALL);
  const source = translate(dotAll ? javaPattern.slice(DOT_ALL.length) : javaPattern);
  return new RegExp(`^(?:${source})$`, dotAll ? "vs" : "v");
}

const DOT_ALL = "(?s)";
const SPACES = "\\t\\n\\v\\f\\r\\x20";
/** An escape with its operand, a class bracket, or one other character. */
const TOKEN = /\\[pP]\{[^}]*\}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|./gsu;
/** Must be escaped inside a class under the `v` flag, where Java takes them literally. */
const RESERVED_IN_CLASS = /^[()[{}/|&!#$%*+,.:;<=>?@^`~]$/;
/** Escapes that mean something in JavaScript; every other escaped character is just that character. */
const MEANINGFUL_ESCAPE = /^\\(?:[dDwWbBtnvfr]|[pPxu].+)$/;

function translate(pattern: string): string {
  const tokens = pattern.match(TOKEN) ?? [];
  let inClass = false;
  let out = "";
  for (const [index, token] of tokens.entries()) {
    if (!inClass) {
      inClass = token === "[";
      out += token.startsWith("\\") ? escaped(token) : token;
    } else if (token === "]") {
      inClass = false;
      out += token;
    } else {
      out += classToken(tokens, index);
    }
  }
  return out;
}

function classToken(tokens: readonly string[], index: number): string {
  const token = tokens[index] ?? "";
  if (token.startsWith("\\")) return escaped(token);
  if (token === "^" && tokens[index - 1] === "[") return token;
  if (token === "-") return isRange(tokens, index) ? "-" : "\\-";
  return RESERVED_IN_CLASS.test(token) ? `\\${token}` : token;
}

/** Whether the `-` there stands between two single characters. After a range, as in `0-9-_`, it stands for itself. */
function isRange(tokens: readonly string[], index: number): boolean {
  const afterRange = tokens[index - 2] === "-" && isCharacter(tokens[index - 3]);
  return isCharacter(tokens[index - 1]) && isCharacter(tokens[index + 1]) && !afterRange;
}

const isCharacter = (token: string | undefined): boolean =>
  token !== undefined && !/^(?:\\[wWdDsSpP].*|[[\]])$/.test(token);

function escaped(token: string): string {
  if (token === "\\s") return `[${SPACES}]`;
  if (token === "\\S") return `[^${SPACES}]`;
  if (MEANINGFUL_ESCAPE.test(token)) return token;
  const character = token.slice(1);
  return /[A-Za-z0-9 _@"'<>=!#%&,:;`~]/.test(character) ? hex(character) : `\\${character}`;
}

const hex = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
