/// <reference path="../../.sst/platform/config.d.ts" />
import type { Settings } from "../settings/settings.ts";

/** What a custom domain's DNS record has to point to; undefined for the others. */
export interface Login {
  readonly origin: $util.Output<string>;
  readonly aliasTarget: $util.Output<string> | undefined;
}

/** The pool's login domain, made or present. `managedLoginVersion` is the domain's: 1 is the classic hosted UI. */
export function loginDomain({ domain, login, region }: Settings, userPoolId: $util.Input<string>): Login {
  if (domain.kind === "present") return { origin: $util.output(domain.url), aliasTarget: undefined };
  const made = new aws.cognito.UserPoolDomain(
    "LoginDomain",
    {
      userPoolId,
      domain: domain.kind === "prefix" ? domain.prefix : domain.name,
      managedLoginVersion: login === "managed" ? 2 : 1,
      ...(domain.kind === "custom" && { certificateArn: domain.certificateArn }),
    },
    { deleteBeforeReplace: true },
  );
  return domain.kind === "prefix"
    ? { origin: $interpolate`https://${made.domain}.auth.${region}.amazoncognito.com`, aliasTarget: undefined }
    : { origin: $interpolate`https://${made.domain}`, aliasTarget: made.cloudfrontDistribution };
}
