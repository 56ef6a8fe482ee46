/**
 * A value as AWS prints it in a validation message: `[a, b]` for lists and `{k=v}` for maps. Undefined for what holds structures, of
 * which AWS prints only object addresses.
 */
export function showValue(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value);
  if (entries.some(([, entry]) => typeof entry === "object")) return undefined;
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  return `{${entries.map(([key, entry]) => `${key}=${String(entry)}`).join(", ")}}`;
}
