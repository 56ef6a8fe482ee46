/**
 * `Content-Disposition` that saves an answer under a file name (RFC 6266): plain for names that need no more, with the extended
 * form of RFC 8187 beside it for all others.
 */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^A-Za-z0-9 ._-]/g, "_");
  if (plain === fileName) return `attachment; filename="${plain}"`;
  const extended = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}
