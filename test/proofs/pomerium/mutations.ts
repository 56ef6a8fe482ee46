import { env } from "../harness/formats/env.ts";
import { yaml } from "../harness/formats/yaml.ts";
import type { MutableFormat, MutationPlan } from "../harness/mutations.ts";
import type { ProofContext } from "../harness/proof.ts";
import { plainCase } from "./cases.ts";
import { checkArtifacts, setScene } from "./checks.ts";
import { checkResource } from "./resource-schema.ts";
import { artifactsOf, type Registered, secretForms, ways } from "./ways.ts";

const FORMATS: Readonly<Record<string, MutableFormat>> = {
  "config.yaml": yaml(),
  "pomerium.env": env(),
  "secret.yaml": yaml(),
  "pomerium.yaml": yaml(),
};

/** Each way to configure Pomerium, with the secret inline and by reference. */
export async function pomeriumMutations(context: ProofContext): Promise<readonly MutationPlan[]> {
  const scene = await setScene(context);
  const registration = await context.register(plainCase.settings);
  const registered: Registered = { pomeriumCase: plainCase, registration };
  return ways.flatMap((way) =>
    secretForms.map(
      (form): MutationPlan => ({
        title: `${way.title} ${form}`,
        artifacts: artifactsOf(way, registration, form),
        formats: FORMATS,
        async check(artifacts) {
          for (const artifact of artifacts)
            if (artifact.name === "pomerium.yaml") checkResource(artifact, context.stack.issuer);
          await checkArtifacts(scene, registered, artifacts);
        },
      }),
    ),
  );
}
