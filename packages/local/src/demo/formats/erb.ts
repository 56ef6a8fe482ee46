/** ERB of a text without tags: `<%%` stands for `<%`. Any other `<%` would be run as Ruby. */
export const renderErb = (text: string): string =>
  text.replace(/<%%?/g, (tag) => {
    if (tag === "<%") throw new Error("ERB would run this as Ruby");
    return "<%";
  });
