/**
 * One JSON object a request, without bodies, headers or query: who called, what was asked and how it ended
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html).
 */
export const accessLogFormat = JSON.stringify({
  time: "$context.requestTimeEpoch",
  requestId: "$context.requestId",
  method: "$context.httpMethod",
  routeKey: "$context.routeKey",
  path: "$context.path",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  integrationStatus: "$context.integration.status",
  integrationLatencyMs: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
  authorizerError: "$context.authorizer.error",
  clientId: "$context.authorizer.claims.client_id",
  subject: "$context.authorizer.claims.sub",
  sourceIp: "$context.identity.sourceIp",
});
