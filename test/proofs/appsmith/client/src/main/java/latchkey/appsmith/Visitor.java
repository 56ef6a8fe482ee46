package latchkey.appsmith;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody's browser on its way through the proxy before the server: it keeps cookies and follows no redirect. */
final class Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String server;
  private final URI baseUrl;

  /** A visitor without cookies who knows the server, on this machine's port, as {@code baseUrl}. */
  Visitor(int port, URI baseUrl) {
    this.server = "http://127.0.0.1:" + port;
    this.baseUrl = baseUrl;
  }

  /** The answer to a request of {@code target}, path and query, which are sent as they are. */
  HttpResponse<String> get(String target) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + target))
            .timeout(PATIENCE)
            .header("X-Forwarded-Proto", baseUrl.getScheme())
            .header("X-Forwarded-Host", baseUrl.getRawAuthority());
    if (!cookies.isEmpty()) request.header("Cookie", cookieHeader());
    HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    response.headers().allValues("Set-Cookie").forEach(this::keep);
    return response;
  }

  private void keep(String setCookie) {
    String[] pair = setCookie.split(";", 2)[0].split("=", 2);
    cookies.put(pair[0].strip(), pair[1].strip());
  }

  private String cookieHeader() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }
}
