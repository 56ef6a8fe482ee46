/**
 * Text that ERB renders as `text` (https://docs.ruby-lang.org/en/master/ERB.html): `<%%` stands for `<%`. For values that reach a
 * file which the product evaluates as ERB only after its own writer, which escapes nothing, has put them there.
 */
export const erbText = (text: string): string => text.replaceAll("<%", "<%%");
