import { codeClient } from "@latchkey/core/oauth-client";
import { defineConnector } from "./define.ts";
import type { Topics } from "./description.ts";
import { configFileArtifact } from "./pomerium/config-file.ts";
import { environmentArtifact } from "./pomerium/environment.ts";
import { FIRST_CONTROLLER, kubernetesArtifacts } from "./pomerium/kubernetes.ts";
import { callbackUrl, type PomeriumInput, pomeriumSettings, signedOutUrl } from "./pomerium/settings.ts";

/** Pomerium with an authenticate service of one's own: its Cognito provider, for each way to configure it. */
export const pomerium = defineConnector({
  id: "pomerium",
  name: "Pomerium",
  category: "access-proxy",
  source: { url: "https://www.pomerium.com/docs/integrations/user-identity/cognito", readAt: "2026-11-21" },
  settings: pomeriumSettings,
  client: (settings) => codeClient({ callbackUrls: [callbackUrl(settings)], logoutUrls: [signedOutUrl(settings)] }),
  artifacts: (input) => [configFileArtifact(input), environmentArtifact(input), ...kubernetesArtifacts(input)],
  notes,
  quirks: {
    illegalScopes: ["groups", "offline_access"],
    claims: {
      sub: ["id-token", "access-token", "user-info"],
      email: ["id-token", "user-info"],
      email_verified: ["id-token", "user-info"],
      "cognito:groups": ["id-token", "access-token"],
    },
    logout: "cognito-native",
    pkce: "detected",
    usernameClaim: "email",
  },
  example: { name: "Access proxy", settings: { authenticateUrl: "https://authenticate.example.com" } },
});

function notes({ settings }: PomeriumInput): Topics {
  return {
    traps: [
      "The provider cognito needs Pomerium 0.23 or later. Pomerium's own page on Cognito still shows oidc, which asks for offline_access and makes Cognito refuse the sign-in.",
      `In Kubernetes the provider cognito needs Pomerium's ingress controller ${FIRST_CONTROLLER} or later; earlier custom resource definitions do not have it among the providers.`,
      `The callback is ${callbackUrl(settings)}; a version before 0.32 must not have authenticate_callback_path set to anything else.`,
      "The authenticate service has to reach the issuer when it starts: discovery is done at once.",
      "Pomerium takes the whole secret file for the secret; a line end at its end would be a part of it.",
      "Pomerium asks for PKCE only where discovery announces it, and Cognito's does not.",
      "shared_secret, cookie_secret and signing_key are Pomerium's own and not part of this.",
    ],
    groups: [
      "Groups are the claim cognito:groups. A route admits them with a policy such as claim/cognito:groups: admins, or with allowed_idp_claims; the criterion groups stays empty.",
    ],
    signOut: [
      `Signing out at /.pomerium/sign_out signs out of Cognito too and ends at ${signedOutUrl(settings)}. It does not sign out of a social or company provider behind Cognito.`,
    ],
  };
}
