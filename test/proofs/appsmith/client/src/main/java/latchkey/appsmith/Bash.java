package latchkey.appsmith;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The real bash, which is what loads {@code docker.env} when a container starts. */
final class Bash {
  /** Restricted, and with nothing in its search path, bash runs only what is built in. */
  private static final String[] COMMAND = {"bash", "--noprofile", "--norc", "--restricted", "-e", "-s"};

  private static final String PRINT =
      "set +o allexport\nfor name in $(compgen -e); do printf '%s=%s\\0' \"$name\" \"${!name}\"; done\n";

  private Bash() {}

  /**
   * The variables whose names begin with {@code prefix} after bash has sourced the text. Throws with bash's own words.
   */
  static Map<String, String> source(String text, String prefix) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(COMMAND);
    builder.environment().clear();
    builder.environment().put("PATH", "/dev/null");
    Process bash = builder.start();
    try (OutputStream script = bash.getOutputStream()) {
      script.write(("set -o allexport\n" + text + "\n" + PRINT).getBytes(StandardCharsets.UTF_8));
    }
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String complaint = new String(bash.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (bash.waitFor() != 0 || !complaint.isEmpty()) throw new IllegalArgumentException(complaint.strip());
    return variables(printed, prefix);
  }

  private static Map<String, String> variables(String printed, String prefix) {
    Map<String, String> variables = new TreeMap<>();
    for (String variable : printed.split("\0")) {
      String[] pair = variable.split("=", 2);
      if (pair[0].startsWith(prefix)) variables.put(pair[0], pair[1]);
    }
    return variables;
  }
}
