import { replacing } from "./replacing.ts";

/**
 * A client has one endpoint, and looks for it in each call by the rules of the operation, although no operation here has rules of its own: a
 * tenth of the CPU of a call. The rules for bucket names are in every client, and only S3's uses them. 0.6 KB of each bundle.
 */
export const leanEndpoints = replacing("lean-endpoints", [
  { imported: /\/endpointMiddleware$/, within: /\/@smithy\/core\//, by: "lean/endpoint-middleware.ts" },
  { imported: /\/service-customizations$/, within: /\/@smithy\/core\//, by: "lean/resolve-params-for-s3.ts" },
]);
