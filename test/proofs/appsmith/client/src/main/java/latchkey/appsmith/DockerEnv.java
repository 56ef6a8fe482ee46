package latchkey.appsmith;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file {@code docker.env}. Two programs read it: the container's entry point, a bash script that sources it, and
 * the server, which shows it on the settings page. What they read differently would be shown as one thing and used as
 * another.
 */
final class DockerEnv {
  private static final Pattern LINE = Pattern.compile("^(?<name>[A-Z\\d_]+)\\s*=\\s*(?<value>.*)$");

  private static final String PREFIX = "APPSMITH_";

  private DockerEnv() {}

  /** Throws unless both programs read the same of Appsmith's variables. */
  static Map<String, String> read(String text) throws IOException, InterruptedException {
    Map<String, String> shown = asServer(text);
    Map<String, String> used = Bash.source(text, PREFIX);
    if (!shown.equals(used))
      throw new IllegalArgumentException("bash reads other values of " + used.keySet() + " than the server.");
    return used;
  }

  private static Map<String, String> asServer(String text) {
    Map<String, String> variables = new TreeMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(line -> line.matches() && line.group("name").startsWith(PREFIX))
        .forEach(line -> variables.put(line.group("name"), unquoted(line.group("value"))));
    return variables;
  }

  /** Without its quotes of either kind; within one kind the other is a character like any. Nothing is expanded. */
  private static String unquoted(String value) {
    StringBuilder text = new StringBuilder();
    char quote = 0;
    for (char character : value.toCharArray()) {
      boolean opens = quote == 0 && (character == '\'' || character == '"');
      boolean closes = quote != 0 && character == quote;
      if (opens) quote = character;
      else if (closes) quote = 0;
      else text.append(character);
    }
    return text.toString();
  }
}
