import { gatewayCors, gatewayRoutes } from "@latchkey/contract/gateway-routes";
import type { Check } from "./inspection.ts";
import { componentName, type StackView } from "./stack-view.ts";

const sorted = (values: readonly string[]): string => [...values].toSorted().join(" ");

/** Route by route what packages/contract says: who serves it, who gets in, and that the gateway may call the function. */
export const routes: Check = (stack, that) => {
  const made = stack.of("apigatewayv2/route:Route");
  const wanted = gatewayRoutes();
  that(made.length === wanted.length, `${made.length} routes instead of ${wanted.length}`);
  const authorizer = stack.one("authorizer:Authorizer");
  for (const { routeKey, group, scopes } of wanted) {
    const route = made.find(({ inputs }) => inputs.routeKey === routeKey);
    that(route !== undefined, `${routeKey} is missing`);
    if (route === undefined) continue;
    const { authorizationType, authorizationScopes = [], authorizerId, target } = route.inputs;
    that(authorizationType === (scopes === null ? "NONE" : "JWT"), `${routeKey} is open to ${authorizationType}`);
    if (scopes !== null) {
      that(authorizerId === authorizer.id, `${routeKey} is not guarded by the authorizer`);
      that(authorizationScopes.length > 0, `${routeKey} asks for no scope: ID tokens would pass`);
      that(sorted(authorizationScopes) === sorted(scopes), `${routeKey} asks for ${sorted(authorizationScopes)}`);
    }
    const integration = stack
      .of("apigatewayv2/integration:Integration")
      .find(({ id }) => target === `integrations/${id}`);
    const served = functionArn(stack, group);
    that(
      integration?.inputs.integrationUri === served,
      `${routeKey} is served by ${integration?.inputs.integrationUri}`,
    );
    that(integration?.inputs.payloadFormatVersion === "2.0", `${routeKey} has another payload format`);
    that(
      stack
        .of("lambda/permission:Permission")
        .some(
          ({ inputs }) =>
            inputs.principal === "apigateway.amazonaws.com" &&
            inputs.function === served &&
            inputs.sourceArn ===
              `arn:aws:execute-api:${stack.settings.region}:123456789012:${stack.one("apigatewayv2/api:Api").id}/*`,
        ),
      `the gateway may not call ${group} for ${routeKey}`,
    );
  }
};

const functionArn = ({ one, settings }: StackView, name: string): string =>
  `arn:aws:lambda:${settings.region}:123456789012:function:${one("lambda/function:Function", `${componentName(name)}Function`).id}`;

/** Who may call: tokens of this pool, of the callers that the stage names; browsers of named origins; so many at a time. */
export const access: Check = (stack, that) => {
  const { settings, outputs } = stack;
  const { jwtConfiguration, authorizerType } = stack.one("authorizer:Authorizer").inputs;
  that(authorizerType === "JWT", `the authorizer is ${authorizerType}`);
  that(jwtConfiguration.issuer === outputs.issuer, `tokens of ${jwtConfiguration.issuer} pass`);
  const callers = [...Object.values<string>(outputs.callers), ...settings.callerClients];
  that(sorted(jwtConfiguration.audiences) === sorted(callers), `tokens of ${jwtConfiguration.audiences} pass`);
  that(callers.length > 0 && callers.length <= 50, `${callers.length} callers`);
  const { corsConfiguration: cors } = stack.one("apigatewayv2/api:Api").inputs;
  that(sorted(cors?.allowOrigins ?? []) === sorted(settings.corsOrigins), `browsers of ${cors?.allowOrigins} may call`);
  that(!JSON.stringify(cors ?? {}).includes('"*"'), "CORS has a wildcard");
  if (settings.corsOrigins.length > 0) {
    that(sorted(cors.allowHeaders) === sorted(gatewayCors.allowHeaders), `CORS headers ${cors.allowHeaders}`);
    that(sorted(cors.exposeHeaders) === sorted(gatewayCors.exposeHeaders), `CORS exposes ${cors.exposeHeaders}`);
    that(sorted(cors.allowMethods) === sorted(gatewayCors.allowMethods), `CORS methods ${cors.allowMethods}`);
    that(cors.allowCredentials !== true, "CORS takes cookies");
  }
  const { defaultRouteSettings: limits } = stack.one("apigatewayv2/stage:Stage").inputs;
  that(
    limits?.throttlingRateLimit === settings.throttling.ratePerSecond,
    `${limits?.throttlingRateLimit} requests a second`,
  );
  that(limits?.throttlingBurstLimit === settings.throttling.burst, `bursts of ${limits?.throttlingBurstLimit}`);
};

/** What a line of the access log may tell; nothing of it is chosen by who sends the request but path, method and client. */
const LOGGED = new Set([
  "requestTimeEpoch",
  "requestId",
  "httpMethod",
  "routeKey",
  "path",
  "status",
  "responseLatency",
  "integration.status",
  "integrationLatency",
  "integrationErrorMessage",
  "authorizer.error",
  "authorizer.claims.client_id",
  "authorizer.claims.sub",
  "identity.sourceIp",
]);

export const accessLog: Check = (stack, that) => {
  const { accessLogSettings } = stack.one("apigatewayv2/stage:Stage").inputs;
  const variables: readonly string[] = accessLogSettings.format.match(/(?<=\$context\.)[\w.]+/g) ?? [];
  that(variables.length > 0, "the access log is empty");
  for (const variable of variables) that(LOGGED.has(variable), `the access log has $context.${variable}`);
  const group = stack.one("logGroup:LogGroup", "ApiAccessLog");
  that(accessLogSettings.destinationArn.endsWith(group.id), "the access log is written elsewhere");
  that(group.inputs.retentionInDays > 0, "the access log is kept for ever");
};
