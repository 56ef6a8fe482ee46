import { replacing } from "./replacing.ts";

/**
 * No client is given `extensions`: what they could change the authentication and the checksums with is left out. What the SDK settles on
 * that occasion, the socket timeout of its HTTP handler, stays. 1.7 KB of the write bundle.
 */
export const leanExtensions = replacing("lean-extensions", [
  {
    imported: /\/auth\/httpAuthExtensionConfiguration$/,
    within: /\/@aws-sdk\/client-[^/]+\//,
    by: "lean/http-auth-extension-configuration.ts",
  },
  { imported: /^\.\/checksum$/, within: /\/smithy-client\/extensions\//, by: "lean/checksum-configuration.ts" },
]);
