/** Undefined for what is no absolute URL. Not `URL.canParse`: optimised by Node 20, it misreads hosts with letters such as ü. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
