/** Plain data, as every format carries it. */
export type Data = string | number | boolean | null | readonly Data[] | DataMap;
export interface DataMap {
  readonly [key: string]: Data;
}

/** The value if it is a text and not empty. The functions here throw what is wrong otherwise. */
export function textOf(value: Data | undefined): string {
  if (typeof value !== "string" || value === "") throw new Error(`${JSON.stringify(value)} is no text`);
  return value;
}

/** Like `textOf`, for a value that may be missing. */
export const optionalText = (value: Data | undefined): string | undefined =>
  value === undefined ? value : textOf(value);

/** The value if it is a list. */
export function listOf(value: Data | undefined): readonly Data[] {
  if (value === undefined || !isList(value)) throw new Error(`${JSON.stringify(value)} is no list`);
  return value;
}

/** The value if it is a map, or its member `key` if that is one. */
export function mapOf(value: Data | undefined, key?: string): DataMap {
  if (typeof value !== "object" || value === null || isList(value))
    throw new Error(`${JSON.stringify(value)} is no map`);
  return key === undefined ? value : mapOf(value[key]);
}

/** The map if it has no members but these. */
export function onlyKeys(value: Data | undefined, keys: readonly string[]): DataMap {
  const map = mapOf(value);
  const unknown = Object.keys(map).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new Error(`unknown keys: ${unknown.join(", ")}`);
  return map;
}

/** Whether a value is a list: `Array.isArray` does not know read-only ones. */
export const isList = (value: Data): value is readonly Data[] => Array.isArray(value);
