import type { StackDescription } from "../stack/description.ts";

/** The shell command that prints an access token of the portal client (RFC 6749 4.4). */
export const tokenCommand = ({ portal, tokenUrl }: StackDescription): string =>
  `curl -s -u '${portal.clientId}:${portal.clientSecret}' -d grant_type=client_credentials ${tokenUrl} | node -pe 'JSON.parse(fs.readFileSync(0)).access_token'`;

/** The shell command that registers a GitLab. It can be pasted twice: the key makes the second answer the first's. */
export const registerCommand = (description: StackDescription): string =>
  [
    `curl -s ${description.apiUrl}/v1/integrations`,
    `-H "Authorization: Bearer $(${tokenCommand(description)})"`,
    "-H 'Content-Type: application/json' -H 'Idempotency-Key: first-gitlab'",
    `-d '{"connector":"gitlab","name":"First GitLab","settings":{"baseUrl":"https://gitlab.example.com"}}'`,
  ].join(" \\\n    ");

/** What `npm start` prints when everything is ready: it fits one screen. */
export function welcome(description: StackDescription, descriptionPath: string): string {
  const { apiUrl, awsEndpoint, mailboxUrl, issuer, user, identityProvider: partner } = description;
  return `
Latchkey is ready.

  API          ${apiUrl}       (reference: ${apiUrl}/docs)
  AWS endpoint ${awsEndpoint}       (Cognito, Secrets Manager, DynamoDB; any credentials)
  Issuer       ${issuer}
  Mailbox      ${mailboxUrl}
  Demo user    ${user.email} / ${user.password}${partner ? `\n  ${partner.name.padEnd(12)} ${partner.issuer}       (identity provider without passwords)` : ""}
  Description  ${descriptionPath}

Get an access token:

  ${tokenCommand(description)}

Register a GitLab and get its configuration, live secret included:

  ${registerCommand(description)}

Press Ctrl-C to stop.
`;
}
