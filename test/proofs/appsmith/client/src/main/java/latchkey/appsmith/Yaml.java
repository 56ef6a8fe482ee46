package latchkey.appsmith;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as plain data, with the type of each value checked where it is used. */
final class Yaml {
  private Yaml() {}

  /** One document without duplicate keys. */
  static Object read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).load(text);
  }

  static Map<String, Object> map(Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) throw new IllegalArgumentException(where + " is no map.");
    Map<String, Object> checked = new LinkedHashMap<>();
    map.forEach((key, each) -> checked.put(text(key, where), each));
    return checked;
  }

  /** A map of texts, to be changed as its owner likes. */
  static Map<String, String> texts(Object value, String where) {
    Map<String, String> texts = new HashMap<>();
    map(value, where).forEach((key, text) -> texts.put(key, text(text, where + "." + key)));
    return texts;
  }

  static String text(Object value, String where) {
    if (!(value instanceof String text)) throw new IllegalArgumentException(where + " is no text.");
    return text;
  }
}
