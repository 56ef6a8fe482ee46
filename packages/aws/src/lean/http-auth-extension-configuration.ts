import { unreachable } from "./unreachable.ts";

const extension = unreachable("an extension of a client's authentication");

/** Takes the place of what a client offers its `extensions` to change the authentication with: every use throws. */
export const getHttpAuthExtensionConfiguration = () => ({
  setHttpAuthScheme: extension,
  httpAuthSchemes: extension,
  setHttpAuthSchemeProvider: extension,
  httpAuthSchemeProvider: extension,
  setCredentials: extension,
  credentials: extension,
});

/** What the extensions changed, to be merged into the client's configuration: nothing. */
export const resolveHttpAuthRuntimeConfig = () => ({});
