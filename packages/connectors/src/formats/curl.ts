import { shellWord } from "./shell.ts";

/** One request of a script: its body comes from a file, so that nothing secret is in the command line. */
export interface CurlRequest {
  readonly method: "POST" | "PUT";
  readonly url: string;
  readonly headers: readonly string[];
  readonly bodyFile?: string;
  /** Whether the script goes on if the server refuses this request. */
  readonly mayBeUnknown?: boolean;
}

interface CurlScript {
  /** A bearer token (RFC 6750), taken from the environment and handed over on standard input. */
  readonly bearer?: { readonly variable: string; readonly meaning: string };
  /** A file with the cookies of a session, in the format of Netscape. */
  readonly cookies?: { readonly file: string };
  readonly requests: readonly [CurlRequest, ...CurlRequest[]];
}

/** A POSIX shell script that sends requests one after the other with curl (7.76 or later) and stops at the first that is refused. */
export function curlScript({ bearer, cookies, requests }: CurlScript): string {
  const options = ["--silent", "--show-error", "--fail-with-body", "--globoff"];
  if (cookies !== undefined) options.push(`--cookie ${shellWord(cookies.file)}`);
  const before =
    bearer === undefined ? "" : `printf 'header = "Authorization: Bearer %s"\\n' "$${bearer.variable}" |\n  `;
  if (bearer !== undefined) options.unshift("--config -");
  return [
    "#!/bin/sh",
    "set -eu",
    ...(bearer === undefined ? [] : [`: "\${${bearer.variable}:?Set ${bearer.variable} to ${bearer.meaning}}"`]),
    ...requests.map(
      (request) => `${before}curl ${[...options, ...optionsOf(request)].join(" \\\n  ")}${otherwise(request)}`,
    ),
    "",
  ].join("\n");
}

// The status of curl after an HTTP status of 400 or more.
const otherwise = ({ mayBeUnknown = false }: CurlRequest): string => (mayBeUnknown ? " || [ $? -eq 22 ]" : "");

const optionsOf = ({ method, url, headers, bodyFile }: CurlRequest): readonly string[] => [
  `--request ${method}`,
  ...headers.map((header) => `--header ${shellWord(header)}`),
  ...(bodyFile === undefined ? [] : [`--data-binary ${shellWord(`@${bodyFile}`)}`]),
  `--url ${shellWord(url)}`,
];
