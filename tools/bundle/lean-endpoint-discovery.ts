import { replacing } from "./replacing.ts";

/**
 * The DynamoDB client makes an LRU cache (mnemonist, obliterator) for discovered endpoints, although none of its operations discovers any:
 * the endpoint is given, or follows from the Region. 8.2 KB of each bundle.
 */
export const leanEndpointDiscovery = replacing("lean-endpoint-discovery", [
  { imported: /^@aws-sdk\/middleware-endpoint-discovery$/, by: "lean/endpoint-discovery.ts" },
]);
