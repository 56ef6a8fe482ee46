import { type RubyFile, type RubyValue, rubyLiteral, rubyString } from "../formats/ruby.ts";
import { type GitLabInput, providerThroughErb } from "./provider.ts";
import { providerName } from "./settings.ts";

/** The lines of gitlab.rb, the same for the Linux package and for `GITLAB_OMNIBUS_CONFIG`. */
export function rubySettings(input: GitLabInput, secret: string | RubyFile): string {
  const { settings } = input;
  const name = providerName(settings);
  return [
    assignment("omniauth_enabled", true),
    assignment("omniauth_allow_single_sign_on", [name]),
    assignment("omniauth_block_auto_created_users", settings.blockAutoCreatedUsers),
    ...(settings.autoLinkUsers ? [assignment("omniauth_auto_link_user", [name])] : []),
    assignment("omniauth_providers", [providerThroughErb<string | RubyFile>(input, secret)]),
  ].join("");
}

const assignment = (key: string, value: RubyValue): string =>
  `gitlab_rails[${rubyString(key).replaceAll('"', "'")}] = ${rubyLiteral(value)}\n`;

/** What these lines replace when the same settings are already there. */
export const rubyOverwrites = ({ settings }: GitLabInput): readonly string[] => [
  "gitlab_rails['omniauth_providers']: an existing list is replaced; add this entry to it instead.",
  "gitlab_rails['omniauth_allow_single_sign_on']: an existing list is replaced; add this name to it instead.",
  "gitlab_rails['omniauth_enabled'] and gitlab_rails['omniauth_block_auto_created_users'], which hold for all providers.",
  ...(settings.autoLinkUsers
    ? ["gitlab_rails['omniauth_auto_link_user']: an existing list is replaced; add this name to it instead."]
    : []),
];
