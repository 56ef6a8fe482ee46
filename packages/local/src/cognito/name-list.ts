/** The words of a text, for tables with many names. */
export const nameList = (text: string): readonly string[] => text.trim().split(/\s+/);
