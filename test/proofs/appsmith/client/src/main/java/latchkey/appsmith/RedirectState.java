package latchkey.appsmith;

/**
 * The value of {@code state} as Appsmith writes it: a random key, and the address to which the browser returns in the
 * end.
 */
final class RedirectState {
  private static final String SEPARATOR = "@";
  private static final String ORIGIN = "origin-";
  private static final String DEFAULT_REDIRECT_URL = "/applications";

  private RedirectState() {}

  static String of(String key, String redirectUrl) {
    return key + SEPARATOR + ORIGIN + redirectUrl;
  }

  /** The address within a value that came back. Like Appsmith, it loses what follows an {@code @} in the address. */
  static String redirectUrl(String state) {
    String redirectUrl = DEFAULT_REDIRECT_URL;
    for (String part : state.split(SEPARATOR))
      if (part.startsWith(ORIGIN)) redirectUrl = part.substring(ORIGIN.length());
    return redirectUrl;
  }

  /** The address that a request to sign in asks for. */
  static String requested(String redirectUrl) {
    return redirectUrl == null || redirectUrl.isBlank() ? DEFAULT_REDIRECT_URL : redirectUrl;
  }
}
