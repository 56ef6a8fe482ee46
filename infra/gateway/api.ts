/// <reference path="../../.sst/platform/config.d.ts" />
import { gatewayCors, gatewayRoutes } from "@latchkey/contract/gateway-routes";
import { type Lambda, named } from "../functions/lambda.ts";
import type { Settings } from "../settings/settings.ts";
import { accessLogFormat } from "./access-log-format.ts";

export interface ApiContext {
  readonly settings: Settings;
  readonly issuer: $util.Input<string>;
  /** Ids of the app clients whose access tokens pass. */
  readonly audiences: $util.Input<string>[];
  readonly lambdas: readonly Lambda[];
}

/** The HTTP API with the routes of packages/contract. Cognito's access tokens carry no audience: the authorizer compares their client. */
export function api({ settings, issuer, audiences, lambdas }: ApiContext): sst.aws.ApiGatewayV2 {
  const { corsOrigins, throttling, deployment } = settings;
  const gateway = new sst.aws.ApiGatewayV2("Api", {
    cors:
      corsOrigins.length === 0
        ? false
        : {
            allowOrigins: [...corsOrigins],
            allowMethods: [...gatewayCors.allowMethods],
            allowHeaders: [...gatewayCors.allowHeaders],
            exposeHeaders: [...gatewayCors.exposeHeaders],
            allowCredentials: false,
            maxAge: "1 hour",
          },
    accessLog: { retention: "3 months" },
    ...(settings.api && {
      domain: { name: settings.api.name, cert: settings.api.certificateArn, dns: false as const },
    }),
    transform: {
      api: (args) => {
        args.name = `latchkey-${deployment}`;
        // One way in: the other address would pass by whatever stands before the custom domain.
        args.disableExecuteApiEndpoint = settings.api !== undefined;
      },
      stage: (args) => {
        args.defaultRouteSettings = {
          throttlingRateLimit: throttling.ratePerSecond,
          throttlingBurstLimit: throttling.burst,
        };
        args.accessLogSettings = $util.output(args.accessLogSettings).apply((log) => ({
          destinationArn: log?.destinationArn ?? "",
          format: accessLogFormat,
        }));
      },
    },
  });
  const authorizer = gateway.addAuthorizer({ name: "Tokens", jwt: { issuer, audiences } });
  for (const { routeKey, group, scopes } of gatewayRoutes()) {
    gateway.route(routeKey, named(lambdas, group).component.arn, {
      name: routeKey,
      ...(scopes !== null && { auth: { jwt: { authorizer: authorizer.id, scopes: [...scopes] } } }),
    });
  }
  return gateway;
}
