import * as fc from "fast-check";

/** What ends a string, starts code, a key, a comment or a template in one format or another. */
const PIECES = [
  ...Array.from("'\"\\`$#%&*!|>?@:-=~,;()[]{}<"),
  "#{1}",
  "#{system('id')}",
  "#$0",
  "#@a",
  "$(id)",
  "`id`",
  "${X}",
  "$X",
  "$$",
  "<%= 7 * 7 %>",
  "<%",
  "<%%",
  "%>",
  "{{ .clientSecret }}",
  "{{",
  "{%",
  "{$HOME}",
  "{$",
  ": ",
  " #",
  "- ",
  "---",
  "...",
  "!ruby/object:Object {}",
  "&anchor",
  "*anchor",
  "<<: *base",
  "=begin",
  "=end",
  "__END__",
  "\\u{41}",
  "\\n",
  "\\'",
  '\\"',
  "null",
  "true",
  "0x1F",
  "1e3",
  "O'Brien",
  "日本語",
  "שלום",
  "مرحبا",
  "e\u0301",
  "👩‍👩‍👧",
  "😀",
  "\u00A0",
  "\u202E",
  "\u200D",
  "\uFFFD",
];

/** Characters that end a line somewhere, or are no text at all. */
const CONTROLS = ["\n", "\r", "\r\n", "\t", "\0", "\u001B", "\u007F", "\u0085", "\u2028", "\u2029", "\uFEFF", "\uFFFF"];

const joined = (pieces: readonly string[], unit: "binary" | "grapheme"): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit, maxLength: 6 })), {
      maxLength: 8,
    })
    .map((parts) => parts.join(""));

/** One line of text as people and attackers write it. */
export const hostileLine = (): fc.Arbitrary<string> => joined(PIECES, "grapheme");

/** Any well-formed text, control characters and line ends included. */
export const hostileText = (): fc.Arbitrary<string> => joined([...PIECES, ...CONTROLS], "binary");

/** A path segment as a URL may hold it in its normal form. */
export const hostileSegment = (): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from("'$()!*;:@&=+,~%-_."), "O'Brien", "$(id)", "%3C%25", "%22", "a", "Z9", "@@"), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => `x${parts.join("")}`);

const origin = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.domain().map((host) => `https://${host}`),
    fc.constantFrom(
      "https://[2001:db8::1]:8443",
      "http://localhost:3000",
      "https://bücher.example",
      "https://例え.テスト",
    ),
  );

/** A base URL as people and attackers give it. */
export const hostileBaseUrl = (): fc.Arbitrary<string> =>
  fc
    .tuple(origin(), fc.array(hostileSegment(), { maxLength: 3 }))
    .map(([host, segments]) => [host, ...segments].join("/"));

/** A callback or logout URL likewise; not every one is accepted. */
export const hostileRedirectUrl = (): fc.Arbitrary<string> =>
  fc
    .tuple(origin(), fc.array(hostileSegment(), { maxLength: 2 }), fc.option(hostileLine()))
    .map(([host, segments, query]) => [host, ...segments].join("/") + (query === null ? "" : `?${query}`));
