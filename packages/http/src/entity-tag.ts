/** The strong entity tag of a version (RFC 9110 8.8.3). */
export const entityTag = (version: number): string => `"${version}"`;

/** Whether an `If-None-Match` header names the tag, by weak comparison (RFC 9110 13.1.2). */
export function matchesTag(header: string, tag: string): boolean {
  if (header.trim() === "*") return true;
  return header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === tag);
}
