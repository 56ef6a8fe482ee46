import type { Right, Target } from "./right.ts";

/** ARNs of what rights are on. */
export type Targets = Readonly<Record<Target, string>>;

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** The statements that give these rights, one for each target. */
export const statementsOf = (rights: readonly Right[], targets: Targets): readonly Statement[] =>
  [...new Set(rights.map(({ on }) => on))].map((target) => ({
    Effect: "Allow",
    Action: rights.filter(({ on }) => on === target).map(({ action }) => action),
    Resource: targets[target],
  }));

/** A key of this account is used on behalf of the function, by the services that encrypt with it, never by the function itself. */
export const keyStatement = (keyArn: string, region: string) => ({
  Effect: "Allow" as const,
  Action: ["kms:Decrypt", "kms:DescribeKey"],
  Resource: keyArn,
  Condition: {
    StringEquals: { "kms:ViaService": [`dynamodb.${region}.amazonaws.com`, `lambda.${region}.amazonaws.com`] },
  },
});

/** Streams and lines of the function's own log group, which exists before the function does. */
export const logStatement = (logGroupArn: string) => ({
  Effect: "Allow" as const,
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `${logGroupArn}:*`,
});
