import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import type { JsonObject } from "@latchkey/core/json";
import type { Artifact } from "@latchkey/core/payload";
import { parseAllDocuments } from "yaml";
import * as z from "zod/mini";
import { yaml } from "../harness/formats/yaml.ts";
import type { ProofContext } from "../harness/proof.ts";
import { type ResourceJudge, resourceIn, statedJudge } from "./resource-schema.ts";
import { objectSchema, structuralAjv } from "./structural-schema.ts";

/** Names the file config/crd/bases/ingress.pomerium.io_pomerium.yaml of the ingress controller, which no package registry has. */
const VARIABLE = "POMERIUM_CRD";
const DEFINITION = "pomerium.ingress.pomerium.io";

/** The resources to judge; `spoilt` are further variants of them. */
export interface Resources {
  readonly written: readonly Artifact[];
  readonly spoilt: readonly Artifact[];
}

/**
 * With the published definition at hand, throws what it refuses of the resources, and where the statement in `resource-schema.ts` judges
 * a variant of them differently. Without it, only says so. Neither is recorded: not every run has the file.
 */
export async function comparePublished(context: ProofContext, { written, spoilt }: Resources): Promise<void> {
  const path = process.env[VARIABLE] ?? "";
  if (path === "") {
    context.note(
      `the published ${DEFINITION} was not at hand, the resource is checked by our own statement of it; ${VARIABLE} names the file`,
    );
    return;
  }
  const judges = { published: publishedJudge(await definitionAt(path)), stated: statedJudge() };
  const { issuer } = context.stack;
  const resources = distinct(written);
  for (const each of resources) {
    const refusal = judges.published(resourceIn(each, issuer));
    assert.ok(refusal === undefined, `the published ${DEFINITION} refuses the resource: ${refusal}`);
  }
  const variants = [...resources.flatMap(mutantsOf), ...spoilt];
  const disagreements = variants.flatMap((each) => disagreement(judges, each, issuer));
  assert.ok(disagreements.length === 0, disagreements.join("\n"));
  const accepted = variants.filter((each) => judges.published(resourceIn(each, issuer)) === undefined).length;
  context.note(
    `the published ${DEFINITION} takes the resource; of ${variants.length} variants it takes ${accepted}, the very ones that our own statement of it takes`,
  );
}

/** With the secret inline or by reference, the resource is the same. */
const distinct = (artifacts: readonly Artifact[]): readonly Artifact[] => [
  ...new Map(artifacts.map((each) => [each.body, each])).values(),
];

const mutantsOf = (artifact: Artifact): readonly Artifact[] =>
  yaml()
    .mutants(artifact.body)
    .map(({ pointer, change, text }) => ({ ...artifact, title: `${pointer} ${change}`, body: text }));

function disagreement(
  { published, stated }: { readonly published: ResourceJudge; readonly stated: ResourceJudge },
  variant: Artifact,
  issuer: string,
): readonly string[] {
  const [there, here] = [published, stated].map((judge) => judge(resourceIn(variant, issuer)));
  if ((there === undefined) === (here === undefined)) return [];
  return [`${variant.title}: the published ${DEFINITION} says ${there ?? "yes"}, our own statement ${here ?? "yes"}`];
}

const definition = z.object({
  metadata: z.object({ name: z.literal(DEFINITION) }),
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        served: z.boolean(),
        schema: z.object({ openAPIV3Schema: z.custom<JsonObject>((schema) => typeof schema === "object") }),
      }),
    ),
  }),
});

async function definitionAt(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`${VARIABLE} names a file that cannot be read; it has to be the published ${DEFINITION}.`, {
      cause: error,
    });
  }
}

/** What a cluster with this definition refuses. Throws when the text does not hold the definition, or one with something unheard of. */
function publishedJudge(text: string): ResourceJudge {
  const [found] = parseAllDocuments(text).flatMap((document) => definition.safeParse(document.toJS()).data ?? []);
  const version = found?.spec.versions.find(({ served }) => served);
  if (found === undefined || version === undefined)
    throw new Error(`${VARIABLE} names a file that does not define a served version of ${DEFINITION}.`);
  const { group, names } = found.spec;
  const ajv = structuralAjv();
  const kind = { apiVersion: `${group}/${version.name}`, kind: names.kind };
  const conforms = ajv.compile(objectSchema(kind, version.schema.openAPIV3Schema));
  return (resource) => (conforms(resource) ? undefined : ajv.errorsText(conforms.errors));
}
