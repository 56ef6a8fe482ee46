import { env } from "../harness/formats/env.ts";
import { json } from "../harness/formats/json.ts";
import { yaml } from "../harness/formats/yaml.ts";
import type { MutableFormat, MutationPlan } from "../harness/mutations.ts";
import type { ProofContext } from "../harness/proof.ts";
import { checkSignIn } from "./checks.ts";
import { curlScript } from "./curl-script.ts";
import { adminApi, artifactsOf, dockerEnv, form, helm, install, type SecretForm, type Way } from "./installation.ts";
import { registeredFor, type Scene, setScene } from "./scene.ts";

const FORMATS: Readonly<Record<string, MutableFormat>> = {
  "docker.env": env(),
  "admin-settings.json": json(),
  "admin-request": curlScript,
  "form-fields": json(),
  "secret.yaml": yaml(),
  "values.yaml": yaml(),
};

/** Each way to configure Appsmith; the chart also with the secret by reference, which is another text only there. */
export async function appsmithMutations(context: ProofContext): Promise<readonly MutationPlan[]> {
  const scene = await setScene(context);
  return [
    ...[dockerEnv, form, adminApi, helm].map((way) => plan(scene, way, "inline")),
    plan(scene, helm, "reference"),
  ];
}

function plan(scene: Scene, way: Way, secret: SecretForm): MutationPlan {
  const { client } = scene.context;
  const registered = registeredFor(scene, way);
  return {
    title: `${way.title} ${secret}`,
    artifacts: artifactsOf(way, registered.registration, secret),
    formats: FORMATS,
    async check(artifacts) {
      await install(client, way, registered, artifacts);
      await checkSignIn(client, scene, registered);
    },
  };
}
