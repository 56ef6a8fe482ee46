import * as z from "zod/mini";

/** What a form shows of a field, and the constraints that a schema's own code checks but does not declare. */
export interface FieldMeta {
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly unknown[];
  readonly choices?: readonly Choice[];
  /** Members of JSON Schema 2020-12 that are stated here because zod does not see them in a check. */
  readonly constraints?: {
    readonly format?: "uri";
    readonly pattern?: string;
    /** In code points, as JSON Schema counts them. */
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly uniqueItems?: true;
  };
}

/** One entry of a closed list of values, with the words that a form shows for it. */
export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly title: string;
}

/** Where fields keep their description; written once when a schema is built, read only by the generator of JSON Schema. */
export const fieldMeta = z.registry<FieldMeta>();
