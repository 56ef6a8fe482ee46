package latchkey.appsmith;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Environment variables as the server gets them, from each of the texts in which an administrator can hand them over.
 */
final class Configuration {
  private Configuration() {}

  /** As the request {@code open} says: the artifact in one of three forms, for Helm with the manifests beside it. */
  static Map<String, String> read(JsonNode request) throws IOException, InterruptedException {
    String text = Json.text(request.path("artifact").path("body"), "body");
    String form = Json.text(request.path("as"), "as");
    return switch (form) {
      case "docker.env" -> DockerEnv.read(text);
      case "form" -> AdminSettings.saved(SettingsForm.fields(text));
      case "helm" -> HelmRelease.environment(text, secrets(request));
      default -> throw new IllegalArgumentException(form + " is no way to configure Appsmith.");
    };
  }

  private static List<KubernetesSecret> secrets(JsonNode request) {
    Map<String, Map<String, String>> stored = new TreeMap<>();
    request.path("secrets").properties().forEach(each -> stored.put(each.getKey(), Json.texts(each.getValue())));
    List<KubernetesSecret> secrets = new ArrayList<>();
    for (String manifest : Json.texts(request.path("files")).values())
      secrets.add(KubernetesSecret.of(manifest, stored));
    return secrets;
  }
}
