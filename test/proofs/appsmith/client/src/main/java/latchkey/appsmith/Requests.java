package latchkey.appsmith;

import static latchkey.appsmith.RedirectingRequestResolver.REDIRECT_URL_PARAMETER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.springframework.boot.SpringBootVersion;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;

/**
 * Answers what it is asked, one JSON object each. Beside the requests that every client program knows:
 *
 * <ul>
 *   <li>{@code serve} has {@code baseUrl}, under which people reach Appsmith, the {@code username} and {@code password}
 *       of a superuser, and {@code restartsItself}, whether saved settings need no request to come into effect. It
 *       forgets everything and answers the {@code port} on which the server listens.
 *   <li>{@code open} has {@code as}, the way in which the artifact configures Appsmith: {@code docker.env},
 *       {@code form} or {@code helm}, this with {@code files}, the manifests, and {@code secrets}, what the cluster's
 *       secret store holds. What comes over the admin API needs no {@code open}.
 *   <li>{@code login} has {@code redirectUrl}, the address at which somebody was asked to sign in; {@code callback}
 *       answers the one to which the browser is sent then. With {@code userInfo} true, the user-info endpoint is asked
 *       in any case.
 *   <li>{@code renew} answers the {@code claims} of a new ID token for the same person.
 * </ul>
 */
final class Requests {
  private static final String AUTHORIZATION_PATH = "/oauth2/authorization/" + OidcVariables.REGISTRATION_ID;

  private final OpenClient client;
  private final AdminApi api;
  private final UserService users;
  private final IntSupplier port;
  private URI baseUrl;
  private Visitor visitor;

  Requests(OpenClient client, AdminApi api, UserService users, IntSupplier port) {
    this.client = client;
    this.api = api;
    this.users = users;
    this.port = port;
  }

  /**
   * What is refused is the answer's {@code error}. Throws when this program itself is at fault, or when the server does
   * not answer: that is no refusal.
   */
  String answer(String line) throws IOException, InterruptedException {
    JsonNode request = Json.read(line);
    try {
      return Json.write(answer(request));
    } catch (NullPointerException | ClassCastException | IndexOutOfBoundsException fault) {
      throw fault;
    } catch (RuntimeException | JsonProcessingException refusal) {
      return Json.write(Map.of("error", Reasons.of(refusal)));
    }
  }

  private Object answer(JsonNode request) throws IOException, InterruptedException {
    return switch (request.path("do").asText()) {
      case "about" -> Map.of("products", products());
      case "serve" -> serve(request);
      case "open" -> open(request);
      case "login" -> login(request);
      case "callback" -> callback(URI.create(Json.text(request.path("url"), "url")));
      case "renew" -> read(AccountRoutes.RENEWAL_PATH);
      default -> throw new IllegalArgumentException("There is no request " + request.path("do") + ".");
    };
  }

  /** From the manifests of the libraries that run. */
  private static List<Map<String, String>> products() {
    String security = DefaultServerOAuth2AuthorizationRequestResolver.class.getPackage().getImplementationVersion();
    return List.of(
        Map.of("name", "org.springframework.security:spring-security-oauth2-client", "version", security),
        Map.of("name", "org.springframework.boot:spring-boot", "version", SpringBootVersion.getVersion()));
  }

  private Map<String, Integer> serve(JsonNode request) {
    client.close();
    visitor = null;
    baseUrl = URI.create(Json.text(request.path("baseUrl"), "baseUrl"));
    api.reset(
        Json.text(request.path("username"), "username"),
        Json.text(request.path("password"), "password"),
        request.path("restartsItself").asBoolean());
    return Map.of("port", port.getAsInt());
  }

  private Map<String, Boolean> open(JsonNode request) throws IOException, InterruptedException {
    client.close();
    visitor = null;
    client.open(Configuration.read(request));
    return Map.of("ok", true);
  }

  private Map<String, String> login(JsonNode request) throws IOException, InterruptedException {
    users.ask(request.path("userInfo").asBoolean());
    visitor = new Visitor(port.getAsInt(), baseUrl);
    String redirect = URLEncoder.encode(Json.text(request.path("redirectUrl"), "redirectUrl"), StandardCharsets.UTF_8);
    return Map.of("url", location(AUTHORIZATION_PATH + "?" + REDIRECT_URL_PARAMETER + "=" + redirect));
  }

  private JsonNode callback(URI url) throws IOException, InterruptedException {
    String redirectUrl = location(url.getRawPath() + "?" + url.getRawQuery());
    return Json.with(read(AccountRoutes.ME_PATH), "redirectUrl", redirectUrl);
  }

  private String location(String target) throws IOException, InterruptedException {
    HttpResponse<String> response = visitor().get(target);
    return response.headers().firstValue("Location").orElseThrow(() -> refusal(response));
  }

  private JsonNode read(String target) throws IOException, InterruptedException {
    HttpResponse<String> response = visitor().get(target);
    if (response.statusCode() != 200) throw refusal(response);
    return Json.read(response.body());
  }

  private Visitor visitor() {
    if (visitor == null) throw new IllegalStateException("Nobody has begun to sign in.");
    return visitor;
  }

  private static IllegalStateException refusal(HttpResponse<String> response) {
    return new IllegalStateException(response.statusCode() + " " + response.body());
  }
}
