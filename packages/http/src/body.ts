import { pointerTo } from "@latchkey/connectors/schema/parse";
import type { RouteBody } from "@latchkey/contract/routes";
import { type FieldError, LatchkeyError } from "@latchkey/core/errors";
import type { Json } from "@latchkey/core/json";
import type { ApiEvent } from "./event.ts";
import { shown } from "./shown.ts";

/** 64 KiB, in UTF-8. */
export const MAX_BODY_BYTES = 65_536;
const MAX_DEPTH = 16;
/** RFC 8259 knows no other encoding; RFC 7396 defines no parameter, and clients send this one all the same. */
const PARAMETERS = ["", "charset=utf-8", 'charset="utf-8"'];

/**
 * The JSON object that a request carries; undefined when it carries none and need not. Throws `unsupported-media-type`, `body-too-large`, `invalid-json`, and `invalid-body`
 * for what is JSON but nothing that could be stored: nested deeper than 16 levels, a member `__proto__`, half a surrogate pair.
 */
export function readBody(event: ApiEvent, { mediaTypes, required }: RouteBody): Json | undefined {
  if (!required && (event.body ?? "") === "") return undefined;
  checkMediaType(event.headers?.["content-type"], mediaTypes);
  const body = parseJson(textOf(event));
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalid("The request body is not a JSON object.", { pointer: "", detail: "Send one JSON object, {...}." });
  const fault = faultOf(body, []);
  if (fault !== undefined) throw invalid("The request body holds what cannot be accepted; see errors.", fault);
  return body;
}

const invalid = (detail: string, error: FieldError): LatchkeyError =>
  new LatchkeyError("invalid-body", detail, { errors: [error] });

function checkMediaType(header: string | undefined, allowed: readonly string[]): void {
  const [type = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
  if (allowed.includes(type) && parameters.every((parameter) => PARAMETERS.includes(parameter))) return;
  const given = header === undefined ? "There is no Content-Type." : `Content-Type is ${shown(header)}.`;
  const fix = `Send ${allowed.join(" or ")}`;
  throw new LatchkeyError("unsupported-media-type", `${given} ${fix} in UTF-8.`, {
    errors: [{ header: "Content-Type", detail: `${fix}.` }],
  });
}

/** The gateway hands over what it does not take for text in base64. */
function textOf({ body = "", isBase64Encoded = false }: ApiEvent): string {
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES)
    throw new LatchkeyError(
      "body-too-large",
      `The request body has ${bytes.length} bytes; ${MAX_BODY_BYTES} are allowed. Shorten it.`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw notJson("The request body is not UTF-8. Send JSON in UTF-8.");
  }
}

function parseJson(text: string): Json {
  if (text.trim() === "") throw notJson("The request body is missing. Send a JSON object.");
  try {
    // Parse boundary: JSON.parse answers JSON values.
    return JSON.parse(text) as Json;
  } catch {
    throw notJson("The request body is not JSON (RFC 8259): it is cut off or has a syntax error.");
  }
}

const notJson = (detail: string): LatchkeyError => new LatchkeyError("invalid-json", detail);

/** The first part of a body that no schema should have to deal with. */
function faultOf(value: Json, path: readonly (string | number)[]): FieldError | undefined {
  if (typeof value === "string" && /\p{Cs}/u.test(value))
    return { pointer: pointerTo(path), detail: "This text has half a surrogate pair; send whole characters." };
  if (typeof value !== "object" || value === null) return undefined;
  if (path.length >= MAX_DEPTH)
    return { pointer: pointerTo(path), detail: `Nest objects and lists at most ${MAX_DEPTH} deep.` };
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, member] of entries) {
    const fault = nameFaultOf(key, path) ?? faultOf(member, [...path, key]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function nameFaultOf(key: string | number, path: readonly (string | number)[]): FieldError | undefined {
  if (key === "__proto__") return { pointer: pointerTo([...path, key]), detail: "Remove this member." };
  if (typeof key === "string" && /\p{Cs}/u.test(key))
    return { pointer: pointerTo(path), detail: "A member's name has half a surrogate pair; send whole characters." };
  return undefined;
}
