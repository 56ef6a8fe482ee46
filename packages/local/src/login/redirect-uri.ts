/**
 * Adds parameters to a callback without touching a byte of it: URL parsing would add a slash to `https://app.example` and re-encode
 * its query. `separator` is `?` for the query and `#` for the fragment; parameters without a value are left out.
 */
export function withParameters(
  callback: string,
  separator: "?" | "#",
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${encodeURIComponent(value)}`,
  );
  const joint = separator === "?" && callback.includes("?") ? "&" : separator;
  return callback + joint + pairs.join("&");
}
