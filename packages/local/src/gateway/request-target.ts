/** Where a request goes. */
export interface RequestTarget {
  /** Percent-decoded, and cut at a `?` that was percent-encoded: so API Gateway routes it and names it in events. */
  readonly path: string;
  /** As sent, without the `?`. */
  readonly query: string;
}

/** Reads the target of a request line (RFC 9112, section 3.2). Answers undefined for one that cannot be decoded. */
export function requestTarget(url: string): RequestTarget | undefined {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  const mark = target.indexOf("?");
  const path = decoded(mark === -1 ? target : target.slice(0, mark));
  if (path === undefined || (path !== "" && !path.startsWith("/"))) return undefined;
  return { path: path === "" ? "/" : path, query: mark === -1 ? "" : target.slice(mark + 1) };
}

function decoded(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path).replace(/\?.*$/s, "");
  } catch {
    return undefined;
  }
}
