/// <reference path="../../.sst/platform/config.d.ts" />
import { rm } from "node:fs/promises";
import { settingsOf } from "./function-settings.ts";

/** One function of the stack. Its rights follow once everything that they are on exists. */
export interface Lambda {
  readonly name: string;
  readonly component: sst.aws.Function;
}

export interface LambdaContext {
  readonly environment: Readonly<Record<string, $util.Input<string>>>;
  /** Encrypts the environment; AWS's own key otherwise. */
  readonly keyArn: $util.Input<string> | undefined;
}

/** `pre-sign-up` -> `PreSignUp`: names of components take letters and digits. */
export const logicalName = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Deploys `.build/functions/<name>` as it is: `bundle` keeps SST from building anything itself. The role is assumed by Lambda alone, not
 * by the account as SST's is, and carries no policy of its own: inline and managed ones that are named here would be exclusive, and take
 * away those that are attached later (https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/).
 */
export function lambda(name: string, { environment, keyArn }: LambdaContext): Lambda {
  const { timeoutSeconds, memoryMb, reservedConcurrency, kind } = settingsOf(name);
  const component = new sst.aws.Function(logicalName(name), {
    bundle: `.build/functions/${name}`,
    handler: "bundle.handler",
    description: `Latchkey: ${name}`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    timeout: `${timeoutSeconds} seconds`,
    memory: `${memoryMb} MB`,
    logging: { format: "json", retention: "3 months" },
    environment,
    // SST puts the values of links beside every bundle. There are no links, and what is uploaded is what was built.
    hook: { postbuild: (folder) => rm(`${folder}/resource.enc`, { force: true }) },
    ...(reservedConcurrency !== undefined && { concurrency: { reserved: reservedConcurrency } }),
    // A pass that was missed is made up by the next one; without this Lambda would repeat it for hours.
    ...(kind === "job" && { retries: 0 }),
    transform: {
      role: (args) => {
        args.assumeRolePolicy = JSON.stringify(
          aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
        );
        args.inlinePolicies = undefined;
        args.managedPolicyArns = undefined;
      },
      function: (args) => {
        // Without the variables by which SST hands over links: there are none.
        args.environment = { variables: environment };
        if (keyArn !== undefined) args.kmsKeyArn = keyArn;
      },
      eventInvokeConfig: (args) => {
        args.maximumEventAgeInSeconds = 60;
      },
    },
  });
  return { name, component };
}

/** The function of that name. Throws when it is not built: the stack would lack a part that it needs. */
export function named(lambdas: readonly Lambda[], name: string): Lambda {
  const found = lambdas.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The stack needs the function ${name}; add it to tools/functions.ts.`);
  return found;
}
