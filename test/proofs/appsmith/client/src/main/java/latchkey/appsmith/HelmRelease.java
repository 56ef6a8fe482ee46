package latchkey.appsmith;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The environment of the chart's container: a ConfigMap made from values, then a Secret that the values name. */
final class HelmRelease {
  private HelmRelease() {}

  /**
   * With the Secrets of the release's namespace. Throws for values that the chart's schema refuses, and for a Secret
   * that is named but not there.
   */
  static Map<String, String> environment(String values, Collection<KubernetesSecret> secrets) {
    Map<String, Object> root = Yaml.map(Yaml.read(values), "values");
    Map<String, String> environment = new HashMap<>();
    if (root.containsKey("applicationConfig")) environment.putAll(configMap(root.get("applicationConfig")));
    String name = root.containsKey("secretName") ? Yaml.text(root.get("secretName"), "secretName") : "";
    if (!name.isEmpty()) environment.putAll(named(name, secrets).data());
    return environment;
  }

  /** The chart leaves out what is empty. */
  private static Map<String, String> configMap(Object applicationConfig) {
    Map<String, String> variables = Yaml.texts(applicationConfig, "applicationConfig");
    variables.values().removeIf(String::isEmpty);
    return variables;
  }

  private static KubernetesSecret named(String name, Collection<KubernetesSecret> secrets) {
    return secrets.stream()
        .filter(secret -> secret.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("CreateContainerConfigError: secret " + name + " not found"));
  }
}
