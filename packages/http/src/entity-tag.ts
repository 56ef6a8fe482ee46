import type { Integration } from "@latchkey/core/integration";

/**
 * The strong entity tag of an integration (RFC 9110 8.8.3): its version and, because a health check notes `verifiedAt` without
 * making a new version, the moment of that note.
 */
export const entityTag = ({ version, verifiedAt }: Pick<Integration, "version" | "verifiedAt">): string =>
  verifiedAt === undefined ? `"${version}"` : `"${version}-${verifiedAt.toString(36)}"`;

/** Whether an `If-None-Match` header names the tag, by weak comparison (RFC 9110 13.1.2). */
export function matchesTag(header: string, tag: string): boolean {
  if (header.trim() === "*") return true;
  return header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === tag);
}

/**
 * Whether an `If-Match` header names the version, by strong comparison: a weak tag matches nothing (RFC 9110 13.1.1). What was
 * verified makes no difference here: nobody's change is lost by it.
 */
export function matchesVersion(header: string, version: number): boolean {
  if (header.trim() === "*") return true;
  return header
    .split(",")
    .some((candidate) => /^"(\d+)(?:-[0-9a-z]+)?"$/.exec(candidate.trim())?.[1] === String(version));
}
