import { replacing } from "./replacing.ts";

/** Every client carries the endpoint rules for bucket names, and only S3's client uses them. 0.6 KB of each bundle. */
export const leanEndpoints = replacing("lean-endpoints", [
  { imported: /\/service-customizations$/, within: /\/@smithy\/core\//, by: "lean/resolve-params-for-s3.ts" },
]);
