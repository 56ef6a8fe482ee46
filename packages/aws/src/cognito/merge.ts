import type { DriftMode } from "@latchkey/core/operation";
import type { FieldDrift } from "@latchkey/core/ports/app-clients";
import type { ClientFields, WritableFields } from "./client-fields.ts";
import { isSame, type OurField, ourFields, shown } from "./field-meaning.ts";
import { isValidity, validities } from "./validity.ts";

/** A change of what is ours of a client. */
export interface ClientChange {
  readonly before: ClientFields;
  readonly after: ClientFields;
  readonly drift: DriftMode;
}

export type Merge =
  /** The live client is as wanted already. */
  | { readonly kind: "updated" }
  | { readonly kind: "drifted"; readonly drift: readonly FieldDrift[] }
  /** `fields` is the whole client with its `changed` fields. */
  | { readonly kind: "write"; readonly fields: WritableFields; readonly changed: readonly OurField[] };

/**
 * The live client with the difference between `before` and `after`. What does not differ between these keeps its live value, whatever
 * it is. A field that differs, and that somebody else has given a third value, is overwritten only when the change says so.
 */
export function mergeClient(live: WritableFields, { before, after, drift }: ClientChange): Merge {
  const changed = ourFields.filter((field) => !isSame(field, before, after) && !isSame(field, live, after));
  if (changed.length === 0) return { kind: "updated" };
  const fields = changed.reduce((merged, field) => ({ ...merged, ...written(field, merged, after) }), live);
  const { DefaultRedirectURI: redirect, ...others } = fields;
  // Cognito refuses a default that is not among the callbacks.
  const stray = redirect !== undefined && fields.CallbackURLs?.includes(redirect) !== true;
  if (drift === "overwrite") return { kind: "write", fields: stray ? others : fields, changed };
  const drifted: readonly FieldDrift[] = [
    ...driftOf(live, before).filter(({ field }) => changed.some((touched) => touched === field)),
    ...(stray ? [{ field: "DefaultRedirectURI", recorded: null, live: redirect }] : []),
  ];
  return drifted.length > 0 ? { kind: "drifted", drift: drifted } : { kind: "write", fields, changed };
}

/** The fields of ours that mean something else in the live client than what is recorded. */
export const driftOf = (live: WritableFields, recorded: ClientFields): readonly FieldDrift[] =>
  ourFields
    .filter((field) => !isSame(field, live, recorded))
    .map((field) => ({ field, recorded: shown(field, recorded), live: shown(field, live) }));

/** A lifetime never goes without its own unit, and never takes that of another with it: 60 minutes must not become 60 hours. */
function written(field: OurField, { TokenValidityUnits: units }: WritableFields, after: ClientFields): WritableFields {
  const fields = { [field]: after[field] };
  if (!isValidity(field)) return fields;
  const { unit } = validities[field];
  return { ...fields, TokenValidityUnits: { ...units, [unit]: after.TokenValidityUnits[unit] } };
}
