import { ACCOUNT } from "./aws-stub.ts";

type Inputs = Readonly<Record<string, unknown>>;

const textIn = (inputs: Inputs, member: string): string | undefined => {
  const value = inputs[member];
  return typeof value === "string" ? value : undefined;
};

/** What AWS would answer after a resource was made: its id, and the attributes that others refer to. */
export function plausibleState(
  type: string,
  name: string,
  inputs: Inputs,
  region: string,
): { readonly id: string; readonly state: Inputs } {
  const physical = textIn(inputs, "name") ?? name;
  const arn = (service: string, rest: string, place = region): string =>
    `arn:aws:${service}:${place}:${ACCOUNT}:${rest}`;
  const of: Readonly<Record<string, () => { id: string; state: Inputs }>> = {
    "aws:dynamodb/table:Table": () => ({ id: physical, state: { arn: arn("dynamodb", `table/${physical}`) } }),
    "aws:lambda/function:Function": () => {
      const functionArn = arn("lambda", `function:${physical}`);
      return { id: physical, state: { arn: functionArn, qualifiedArn: `${functionArn}:1`, version: "1" } };
    },
    "aws:iam/role:Role": () => ({ id: physical, state: { arn: arn("iam", `role/${physical}`, "") } }),
    "aws:cognito/userPool:UserPool": () => {
      const id = textIn(inputs, "id") ?? `${region}_Made00001`;
      return {
        id,
        state: { arn: arn("cognito-idp", `userpool/${id}`), endpoint: `cognito-idp.${region}.amazonaws.com/${id}` },
      };
    },
    "aws:cognito/userPoolClient:UserPoolClient": () => ({
      id: `client${name.toLowerCase()}`,
      state: { clientSecret: "made" },
    }),
    "aws:apigatewayv2/api:Api": () => ({
      id: "api0000001",
      state: {
        apiEndpoint: `https://api0000001.execute-api.${region}.amazonaws.com`,
        executionArn: arn("execute-api", "api0000001"),
      },
    }),
    "aws:apigatewayv2/domainName:DomainName": () => ({
      id: String(inputs["domainName"]),
      state: {
        // As given, with what AWS adds.
        domainNameConfiguration: {
          ...(inputs["domainNameConfiguration"] as Inputs),
          targetDomainName: `d-offline.execute-api.${region}.amazonaws.com`,
          hostedZoneId: "Z0000000",
        },
      },
    }),
    "aws:cognito/userPoolDomain:UserPoolDomain": () => ({
      id: String(inputs["domain"]),
      state: { cloudfrontDistribution: "offline.cloudfront.net", cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2" },
    }),
    "aws:cloudwatch/logGroup:LogGroup": () => ({ id: physical, state: { arn: arn("logs", `log-group:${physical}`) } }),
    "aws:cloudwatch/eventBus:EventBus": () => ({
      id: physical,
      state: { arn: arn("events", `event-bus/${physical}`) },
    }),
    "aws:cloudwatch/eventRule:EventRule": () => ({ id: physical, state: { arn: arn("events", `rule/${physical}`) } }),
    "aws:sns/topic:Topic": () => ({ id: arn("sns", physical), state: { arn: arn("sns", physical) } }),
    "aws:kms/key:Key": () => ({
      id: "11111111-2222-3333-4444-555555555555",
      state: { arn: arn("kms", "key/11111111-2222-3333-4444-555555555555") },
    }),
    "random:index/randomBytes:RandomBytes": () => {
      const bytes = Buffer.alloc(Number(inputs["length"]), 7);
      return { id: "random", state: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
    },
  };
  return of[type]?.() ?? { id: `${name}-id`, state: { arn: arn("offline", `${type}/${name}`) } };
}
