import { unreachable } from "./unreachable.ts";

const discovery = unreachable("the endpoint discovery of DynamoDB");

/** Where the SDK would look up whether to discover endpoints. No operation of the client asks: looking throws. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: discovery,
  configFileSelector: discovery,
  // The SDK takes a selector that throws for one that found nothing, and goes on to the default.
  default: discovery,
} as const;

/**
 * Takes the place of what the DynamoDB client does at construction: a cache of endpoints that nothing ever reads. Answers the
 * configuration as it is; throws when discovery was asked for.
 */
export function resolveEndpointDiscoveryConfig<T extends { readonly endpointDiscoveryEnabled?: boolean }>(
  config: T,
): T {
  return config.endpointDiscoveryEnabled === true ? discovery() : config;
}
