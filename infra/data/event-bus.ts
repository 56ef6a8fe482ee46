/// <reference path="../../.sst/platform/config.d.ts" />

/** Where integrations' events go; whoever wants to hear of them adds rules to it. */
export const eventBus = (deployment: string): aws.cloudwatch.EventBus =>
  new aws.cloudwatch.EventBus("Events", { name: `latchkey-${deployment}` });
