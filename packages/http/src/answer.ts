/** What an operation answers, before the headers that all answers share. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: { readonly mediaType: string; readonly body: string };
  /** For the access log, when the path does not tell. */
  readonly integrationId?: string;
}

/** An answer with a JSON body. */
export const json = (status: number, value: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  content: { mediaType: "application/json", body: JSON.stringify(value) },
});
