import { ACCOUNT } from "./aws-stub.ts";

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
}

/** Answers the look-ups that SST's components make while they build the stack. Throws for one that is not known here. */
export function dataSource(
  token: string,
  inputs: Readonly<Record<string, unknown>>,
  region: string,
): Readonly<Record<string, unknown>> {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return { id: region, name: region, region, description: region, endpoint: "" };
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { id: ACCOUNT, accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/offline`, userId: "offline" };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return policyDocument(inputs);
    default:
      throw new Error(`The offline engine knows no data source ${token}; add it to test/infra/offline/data-source.ts.`);
  }
}

function policyDocument(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  // As SST passes it (https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/).
  const statements = (inputs["statements"] ?? []) as readonly Statement[];
  return {
    ...inputs,
    id: "policy",
    statements: statements.length === 0 ? undefined : statements,
    json: JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statementOf) }),
  };
}

const statementOf = ({ sid, effect, actions, resources, conditions, principals }: Statement): object => ({
  ...(sid !== undefined && { Sid: sid }),
  Effect: effect ?? "Allow",
  Action: actions,
  ...(resources && { Resource: resources }),
  ...(principals && { Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])) }),
  ...(conditions && conditions.length > 0 && { Condition: conditionOf(conditions) }),
});

function conditionOf(
  conditions: NonNullable<Statement["conditions"]>,
): Record<string, Record<string, readonly string[]>> {
  const by: Record<string, Record<string, readonly string[]>> = {};
  for (const { test, variable, values } of conditions) by[test] = { ...by[test], [variable]: values };
  return by;
}
