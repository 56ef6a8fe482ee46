package latchkey.appsmith;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What External Secrets makes of an ExternalSecret with a template
 * (https://external-secrets.io/latest/api/externalsecret).
 */
final class ExternalSecret {
  private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h))+");
  private static final Pattern ACTION = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile(" \\.([A-Za-z]+) ");

  private ExternalSecret() {}

  static KubernetesSecret made(Map<String, Object> document, Map<String, Map<String, String>> stored) {
    Map<String, Object> spec = Yaml.map(document.get("spec"), "spec");
    checkStore(spec);
    Map<String, Object> target = Yaml.map(spec.getOrDefault("target", Map.of()), "spec.target");
    String name = KubernetesSecret.nameOf(document);
    Map<String, String> data = filled(Yaml.map(target.get("template"), "spec.target.template"), values(spec, stored));
    return new KubernetesSecret(Yaml.text(target.getOrDefault("name", name), "spec.target.name"), data);
  }

  /** Which store it is, is up to the cluster; that the next step speaks of a ClusterSecretStore, is not. */
  private static void checkStore(Map<String, Object> spec) {
    Map<String, Object> store = Yaml.map(spec.get("secretStoreRef"), "spec.secretStoreRef");
    Yaml.text(store.get("name"), "spec.secretStoreRef.name");
    if (!"ClusterSecretStore".equals(store.get("kind")))
      throw new IllegalArgumentException("There is no " + store.get("kind") + ".");
    String interval = Yaml.text(spec.getOrDefault("refreshInterval", "1h"), "spec.refreshInterval");
    if (!DURATION.matcher(interval).matches()) throw new IllegalArgumentException(interval + " is no duration.");
  }

  private static Map<String, String> values(Map<String, Object> spec, Map<String, Map<String, String>> stored) {
    if (!(spec.get("data") instanceof List<?> entries)) throw new IllegalArgumentException("spec.data is no list.");
    Map<String, String> values = new HashMap<>();
    for (Object each : entries) {
      Map<String, Object> entry = Yaml.map(each, "spec.data");
      Map<String, Object> remote = Yaml.map(entry.get("remoteRef"), "spec.data.remoteRef");
      String key = Yaml.text(remote.get("key"), "spec.data.remoteRef.key");
      String property = Yaml.text(remote.get("property"), "spec.data.remoteRef.property");
      String value = stored.getOrDefault(key, Map.of()).get(property);
      if (value == null) throw new IllegalArgumentException("The store has no " + property + " of " + key + ".");
      values.put(Yaml.text(entry.get("secretKey"), "spec.data.secretKey"), value);
    }
    return values;
  }

  private static Map<String, String> filled(Map<String, Object> template, Map<String, String> values) {
    if (!"v2".equals(template.getOrDefault("engineVersion", "v2")))
      throw new IllegalArgumentException("There is no template engine " + template.get("engineVersion") + ".");
    Map<String, String> data = Yaml.texts(template.get("data"), "spec.target.template.data");
    data.replaceAll((key, text) -> ACTION.matcher(text).replaceAll(action -> replacement(action.group(1), values)));
    return data;
  }

  private static String replacement(String action, Map<String, String> values) {
    Matcher value = VALUE.matcher(action);
    String found = value.matches() ? values.get(value.group(1)) : null;
    if (found == null) throw new IllegalArgumentException("The template runs {{" + action + "}}.");
    return Matcher.quoteReplacement(found);
  }
}
