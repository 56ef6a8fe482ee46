package latchkey.appsmith;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts the server and answers requests, one JSON object a line, until standard input ends. The log goes to standard
 * error.
 */
public final class Main {
  private Main() {}

  /** Standard output carries answers and nothing else, whatever a library prints. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try (ConfigurableApplicationContext server = SpringApplication.run(Server.class, arguments)) {
      Requests requests = server.getBean(Requests.class);
      BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine())
        answers.println(requests.answer(line));
    }
  }
}
