package latchkey.appsmith;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the settings page and its API do with variables: check their names, and write them into {@code docker.env}. */
final class AdminSettings {
  /** Beside those about the provider, what else about signing in can be saved. */
  private static final Set<String> OTHER_NAMES =
      Set.of(
          "APPSMITH_ADMIN_EMAILS",
          "APPSMITH_CUSTOM_DOMAIN",
          "APPSMITH_FORM_LOGIN_DISABLED",
          "APPSMITH_SIGNUP_ALLOWED_DOMAINS",
          "APPSMITH_SIGNUP_DISABLED");

  private AdminSettings() {}

  /** The body of {@code PUT /api/v1/admin/env}: an object of texts. */
  static Map<String, String> request(String body) throws JsonProcessingException {
    return Json.texts(Json.read(body));
  }

  /** The variables after a save and the restart. Throws for a name that Appsmith does not know. */
  static Map<String, String> saved(Map<String, String> variables) throws IOException, InterruptedException {
    Set<String> unknown =
        variables.keySet().stream()
            .filter(name -> !OidcVariables.NAMES.contains(name) && !OTHER_NAMES.contains(name))
            .collect(Collectors.toSet());
    if (!unknown.isEmpty()) throw new IllegalArgumentException("400 Bad Request: unknown names " + unknown);
    Stream<String> lines = variables.entrySet().stream().map(each -> each.getKey() + "=" + quoted(each.getValue()));
    return DockerEnv.read(lines.collect(Collectors.joining("\n", "", "\n")));
  }

  /** In single quotes, if it has one of the few characters for which Appsmith uses them. */
  private static String quoted(String value) {
    if (value.chars().noneMatch(character -> " ?*#'".indexOf(character) >= 0)) return value;
    return ("'" + value.replace("'", "'\"'\"'") + "'").replaceAll("^''", "").replaceAll("''$", "");
  }
}
