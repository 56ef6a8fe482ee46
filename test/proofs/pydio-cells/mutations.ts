import { json } from "../harness/formats/json.ts";
import { yaml } from "../harness/formats/yaml.ts";
import type { MutableFormat, MutationPlan } from "../harness/mutations.ts";
import type { ProofContext } from "../harness/proof.ts";
import { otherCase, plainCase } from "./cases.ts";
import { checkSignIn, setScene } from "./checks.ts";
import { curlCall, setCommands } from "./scripts.ts";
import { artifactsOf, type Registered, rest, ways } from "./ways.ts";

const FORMATS: Readonly<Record<string, MutableFormat>> = {
  "connector.json": json(),
  "rest-request": curlCall,
  "cli-command": setCommands,
  "install.yaml": yaml(),
  "install-v5.yaml": yaml({ "/customconfigs/services~1pydio.web.oauth~1connectors#json": json() }),
  "console-fields": json(),
};

/** Each way with the default settings, and the connector itself with every other setting. By reference the texts are the same. */
export async function cellsMutations(context: ProofContext): Promise<readonly MutationPlan[]> {
  const scene = await setScene(context);
  const plain: Registered = { cellsCase: plainCase, registration: await context.register(plainCase.settings) };
  const other: Registered = { cellsCase: otherCase, registration: await context.register(otherCase.settings) };
  const plan = (registered: Registered, way: (typeof ways)[number]): MutationPlan => ({
    title: `${registered.cellsCase.title} ${way.title}`,
    artifacts: artifactsOf(way, registered.registration, "inline"),
    formats: FORMATS,
    check: (artifacts) => checkSignIn(scene, registered, way, artifacts),
  });
  return [...ways.map((way) => plan(plain, way)), plan(other, rest)];
}
