import type { Json, JsonObject } from "@latchkey/core/json";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What Kubernetes itself has in `metadata` of every object (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta). */
const METADATA: JsonObject = {
  type: "object",
  required: ["name"],
  properties: {
    ...Object.fromEntries(
      [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generateName",
        "generation",
      ]
        .concat(["managedFields", "namespace", "ownerReferences", "resourceVersion", "selfLink", "uid"])
        .map((member) => [member, {}]),
    ),
    name: { type: "string", minLength: 1 },
    annotations: { type: "object", additionalProperties: { type: "string" } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
  additionalProperties: false,
};

/** The kind of object that a CustomResourceDefinition defines. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The objects of one kind that a cluster takes with `kubectl apply`, as JSON Schema. `structural` is the version's `openAPIV3Schema`
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
 * What a cluster would prune is refused, because kubectl asks it to.
 */
export function objectSchema({ apiVersion, kind }: ObjectKind, structural: JsonObject): JsonObject {
  const { properties, required, ...schema } = closed(structural);
  return {
    ...schema,
    required: [...new Set(["apiVersion", "kind", "metadata", ...(Array.isArray(required) ? required : [])])],
    properties: {
      ...(isObject(properties) && properties),
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      metadata: METADATA,
    },
  };
}

const KEEPS_UNKNOWN = "x-kubernetes-preserve-unknown-fields";
const RULES = "x-kubernetes-validations";

/** The schema with every object closed that is not open on purpose. */
function closed(schema: JsonObject): JsonObject {
  const { type, properties, items, additionalProperties } = schema;
  const isOpen = type !== "object" || additionalProperties !== undefined || schema[KEEPS_UNKNOWN] === true;
  return {
    ...schema,
    ...(isObject(properties) && { properties: eachClosed(properties) }),
    ...(isObject(items) && { items: closed(items) }),
    ...(isObject(additionalProperties) && { additionalProperties: closed(additionalProperties) }),
    ...(!isOpen && { additionalProperties: false }),
  };
}

const eachClosed = (schemas: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, isObject(each) ? closed(each) : each]));

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A validator for such schemas. It compiles no schema with a keyword, a format or a rule that it does not know, so that nothing which a
 * cluster would check is passed over.
 */
export function structuralAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strictSchema: true, strictTypes: false, strictRequired: false, allErrors: true });
  addFormats.default(ajv, ["uri", "date-time", "byte", "int32", "int64"]);
  // The first two are no formats of Kubernetes, which ignores them; a duration is Go's, and none is written.
  for (const format of ["namespace/name", "number", "duration"]) ajv.addFormat(format, true);
  ajv.addKeyword({ keyword: KEEPS_UNKNOWN, schemaType: "boolean" });
  ajv.addKeyword({
    keyword: RULES,
    type: "object",
    schemaType: "array",
    compile: (rules: readonly { readonly rule: string }[]) => {
      const holds = rules.map(({ rule }) => predicateOf(rule));
      return (self: JsonObject) => holds.every((each) => each(self));
    },
  });
  return ajv;
}

/** The definition's rules in CEL, word for word, and what each means. */
const PREDICATES: Readonly<Record<string, (self: JsonObject) => boolean>> = {
  "!has(self.identityProvider) || has(self.authenticate)": (self) =>
    !Object.hasOwn(self, "identityProvider") || Object.hasOwn(self, "authenticate"),
  "!has(self.authenticate) || has(self.identityProvider)": (self) =>
    !Object.hasOwn(self, "authenticate") || Object.hasOwn(self, "identityProvider"),
  "self.provider != 'hosted' ? has(self.secret) : true": (self) =>
    self["provider"] === "hosted" || Object.hasOwn(self, "secret"),
};

function predicateOf(rule: string): (self: JsonObject) => boolean {
  const predicate = Object.hasOwn(PREDICATES, rule) ? PREDICATES[rule] : undefined;
  if (predicate === undefined) throw new Error(`The rule ${rule} has no counterpart in structural-schema.ts yet.`);
  return predicate;
}
