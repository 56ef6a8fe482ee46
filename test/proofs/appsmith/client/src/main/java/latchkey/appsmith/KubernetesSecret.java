package latchkey.appsmith;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** A Secret of the cluster: applied as it stands, or made by External Secrets (https://external-secrets.io). */
record KubernetesSecret(String name, Map<String, String> data) {
  /**
   * What comes of a manifest. Throws when that is no Secret.
   *
   * @param stored what the secret store holds: JSON objects of texts by name
   */
  static KubernetesSecret of(String manifest, Map<String, Map<String, String>> stored) {
    Map<String, Object> document = Yaml.map(Yaml.read(manifest), "manifest");
    String type = document.get("kind") + " of " + document.get("apiVersion");
    return switch (type) {
      case "Secret of v1" -> plain(document);
      case "ExternalSecret of external-secrets.io/v1" -> ExternalSecret.made(document, stored);
      default -> throw new IllegalArgumentException("The cluster knows no " + type + ".");
    };
  }

  /** The name that every object has to have. */
  static String nameOf(Map<String, Object> document) {
    return Yaml.text(Yaml.map(document.get("metadata"), "metadata").get("name"), "metadata.name");
  }

  /** As the API server keeps it: {@code stringData} is written over {@code data}. */
  private static KubernetesSecret plain(Map<String, Object> document) {
    Map<String, String> data = Yaml.texts(document.getOrDefault("data", Map.of()), "data");
    data.replaceAll((key, value) -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    data.putAll(Yaml.texts(document.getOrDefault("stringData", Map.of()), "stringData"));
    return new KubernetesSecret(nameOf(document), data);
  }
}
