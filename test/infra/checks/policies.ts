import type { Check } from "./inspection.ts";
import { type Resource, type Statement, statementsIn } from "./stack-view.ts";

/** The one action that AWS cannot restrict to a resource. */
const UNRESTRICTABLE = "cognito-idp:DescribeUserPoolDomain";

function policiesOf({ type, inputs }: Resource): readonly Statement[] {
  if (type.endsWith("iam/rolePolicy:RolePolicy")) return statementsIn(inputs.policy);
  if (type.endsWith("logResourcePolicy:LogResourcePolicy")) return statementsIn(inputs.policyDocument);
  if (type.endsWith("iam/role:Role"))
    return (inputs.inlinePolicies ?? []).flatMap(({ policy }: { policy: string }) => statementsIn(policy));
  return [];
}

/** No action is written with a wildcard, and no right is on everything but where AWS leaves no choice. */
export const policies: Check = ({ resources, of }, that) => {
  for (const resource of resources)
    for (const { Action, Resource } of policiesOf(resource)) {
      that(
        !Action.some((action) => action.includes("*")),
        `${resource.name} allows ${Action.join(", ")}: name each action`,
      );
      that(
        !Resource.includes("*") || Action.every((action) => action === UNRESTRICTABLE),
        `${resource.name} allows ${Action.join(", ")} on everything`,
      );
    }
  for (const { name, inputs } of of("iam/role:Role")) {
    that((inputs.managedPolicyArns ?? []).length === 0, `${name} carries AWS's policies ${inputs.managedPolicyArns}`);
    for (const { Principal } of trustOf(inputs.assumeRolePolicy))
      that(
        JSON.stringify(Object.keys(Principal)) === '["Service"]',
        `${name} can be assumed by ${JSON.stringify(Principal)}, not by a service alone`,
      );
  }
};

const trustOf = (document: string | object): readonly { readonly Principal: Readonly<Record<string, unknown>> }[] =>
  // Written by SST or by us, with one statement or a list.
  [(typeof document === "string" ? JSON.parse(document) : document).Statement].flat();
