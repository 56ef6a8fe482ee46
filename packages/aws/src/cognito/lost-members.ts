import type { Json, JsonObject } from "@latchkey/core/json";

/**
 * The members of an answer that the SDK did not pass on, because its schema does not know them: `Member`, or `Structure.Member`. What
 * has no value is not lost.
 */
export function lostMembers(raw: JsonObject, passedOn: object): readonly string[] {
  const known = new Map<string, unknown>(Object.entries(passedOn));
  return Object.entries(raw).flatMap(([member, value]) => {
    const passed = known.get(member);
    if (passed === undefined) return value === null ? [] : [member];
    if (!isObject(value) || typeof passed !== "object" || passed === null) return [];
    return lostMembers(value, passed).map((inner) => `${member}.${inner}`);
  });
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
