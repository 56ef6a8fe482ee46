import type { Artifact } from "@latchkey/core/payload";
import { json } from "../harness/formats/json.ts";
import { ruby } from "../harness/formats/ruby.ts";
import { yaml } from "../harness/formats/yaml.ts";
import type { MutableFormat, MutationPlan } from "../harness/mutations.ts";
import { artifactNamed, type ProofContext } from "../harness/proof.ts";
import { otherCases } from "./cases.ts";
import { checkSignIn, checkSignOut, NAME, type Registered } from "./checks.ts";
import { artifactsOf, installations, openWith, secretForms } from "./installation.ts";

/**
 * Each installation in both forms of the secret, for both strategies, and the sign-out page of each. Registered with every setting, so
 * that every value is there and none is GitLab's own default.
 */
export async function gitLabMutations(context: ProofContext): Promise<readonly MutationPlan[]> {
  const formats = await formatsOfArtifacts();
  const named = await context.addUser({ attributes: { name: NAME } });
  const plans: MutationPlan[] = [];
  for (const gitLabCase of otherCases) {
    const registered: Registered = { gitLabCase, registration: await context.register(gitLabCase.settings) };
    for (const installation of installations) {
      for (const form of secretForms)
        plans.push({
          title: `${gitLabCase.strategy} ${form}`,
          artifacts: artifactsOf(registered.registration, installation, form),
          formats,
          check: (artifacts) => checkSignIn(context, named, registered, artifacts),
        });
      plans.push(signOutPlan(context, registered, installation));
    }
  }
  return plans;
}

function signOutPlan(
  context: ProofContext,
  registered: Registered,
  installation: (typeof installations)[number],
): MutationPlan {
  const { gitLabCase, registration } = registered;
  const name = `${installation}-sign-out`;
  const check = async ([artifact]: readonly Artifact[]): Promise<void> => {
    if (artifact === undefined) throw new Error("there is no sign-out artifact");
    await openWith(context.client, registration, artifactsOf(registration, installation, "inline"));
    await checkSignOut(context, registered, artifact);
  };
  return {
    title: gitLabCase.strategy,
    artifacts: [artifactNamed(registration.inline, name)],
    formats: { [name]: json() },
    check,
  };
}

/** Texts within texts included: Ruby in the Compose file, the provider's YAML in the chart's Secret. */
async function formatsOfArtifacts(): Promise<Readonly<Record<string, MutableFormat>>> {
  const rubySettings = await ruby();
  return {
    "gitlab.rb": rubySettings,
    "gitlab.yml": yaml(),
    "compose.yaml": yaml({ "/services/gitlab/environment/GITLAB_OMNIBUS_CONFIG": rubySettings }),
    "secret.yaml": yaml({ "/stringData/provider": yaml(), "/spec/target/template/data/provider": yaml() }),
    "values.yaml": yaml(),
  };
}
