import { replacing } from "./replacing.ts";

/** Every client is given its credentials: the SDK's chain of SSO, STS, files and metadata is 130 KB and 10 ms of nothing. */
export const leanCredentials = replacing("lean-credentials", [
  { imported: /^@aws-sdk\/credential-provider-node$/, by: "credentials.ts" },
]);
