import type { JsonObject } from "@latchkey/core/json";

/** A parameter's value, or what to send instead. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string };

/** One query parameter or header: what it means, its JSON Schema for the document, and how its text is read. */
export interface Parameter<T> {
  readonly description: string;
  /** JSON Schema 2020-12 of the text as a client writes it. */
  readonly schema: JsonObject;
  readonly example?: string;
  /** The document asks for it; a request without it is refused by the operation itself, with a code of its own. */
  readonly required?: true;
  /** Absent is undefined. */
  parse(text: string | undefined): Parsed<T>;
}

/** A parameter of the path; one that does not have its form is answered like one that is unknown: 404. */
export interface PathParameter {
  readonly description: string;
  readonly pattern: string;
  readonly example: string;
}

const value = <T>(parsed: T): Parsed<T> => ({ ok: true, value: parsed });
const refuse = (detail: string): { readonly ok: false; readonly detail: string } => ({ ok: false, detail });

/** A whole number in decimal digits. */
export function integerParameter(
  description: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback: number },
): Parameter<number> {
  return {
    description,
    schema: { type: "integer", minimum: min, maximum: max, default: fallback },
    parse(text) {
      if (text === undefined) return value(fallback);
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return number >= min && number <= max ? value(number) : refuse(`Send a whole number from ${min} to ${max}.`);
    },
  };
}

/** One of a few words. */
export function choiceParameter<T extends string, F extends T | undefined>(
  description: string,
  choices: readonly T[],
  fallback: F,
): Parameter<T | F> {
  return {
    description,
    schema: { type: "string", enum: choices, ...(fallback !== undefined && { default: fallback }) },
    parse(text) {
      if (text === undefined) return value(fallback);
      const chosen = choices.find((choice) => choice === text);
      return chosen === undefined ? refuse(`Send one of: ${choices.join(", ")}.`) : value(chosen);
    },
  };
}

/** `true` or `false`, written out; absent is false. */
export function flagParameter(description: string): Parameter<boolean> {
  return {
    description,
    schema: { type: "boolean", default: false },
    parse(text) {
      if (text === undefined || text === "false") return value(false);
      return text === "true" ? value(true) : refuse("Send true or false.");
    },
  };
}

interface TextForm extends Pick<Parameter<string>, "example" | "required"> {
  readonly pattern: RegExp;
  /** In words what the form is. */
  readonly fix: string;
}

/** A text of a given form. */
export function textParameter(
  description: string,
  { pattern, fix, ...shown }: TextForm,
): Parameter<string | undefined> {
  return {
    description,
    schema: { type: "string", pattern: pattern.source },
    ...shown,
    parse: (text) => (text === undefined || pattern.test(text) ? value(text) : refuse(fix)),
  };
}
