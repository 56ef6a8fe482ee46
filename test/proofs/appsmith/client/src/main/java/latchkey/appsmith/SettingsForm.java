package latchkey.appsmith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The page Admin Settings, Authentication, OIDC, as somebody fills it in from a list of labels and values. */
final class SettingsForm {
  /** Labels in lower case, because versions differ in theirs. */
  private static final Map<String, String> NAMES =
      Map.of(
          "client id", "CLIENT_ID",
          "client secret", "CLIENT_SECRET",
          "authorization url", "AUTHORIZATION_URI",
          "token url", "TOKEN_URI",
          "user info url", "USER_INFO",
          "jwk set url", "JWK_SET_URI",
          "scope", "SCOPE",
          "username attribute", "USERNAME_ATTRIBUTE",
          "signing algorithm", "SIGNING_ALGO");

  private SettingsForm() {}

  /** Throws for a label that the page does not have, and for one that is there twice. */
  static Map<String, String> fields(String body) throws JsonProcessingException {
    Map<String, String> variables = new TreeMap<>();
    for (JsonNode field : Json.read(body)) {
      String label = Json.text(field.path("label"), "label");
      String name = NAMES.get(label.toLowerCase(Locale.ROOT));
      if (name == null) throw new IllegalArgumentException("The page has no field " + label + ".");
      String before = variables.put(OidcVariables.PREFIX + name, Json.text(field.path("value"), label));
      if (before != null) throw new IllegalArgumentException("The field " + label + " is there twice.");
    }
    return variables;
  }
}
