package latchkey.appsmith;

import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Appsmith's API behind the admin settings. What a superuser saves comes into effect with a restart, for which older
 * versions have to be asked; later ones restart by themselves.
 */
final class AdminApi implements ReactiveUserDetailsService {
  static final String PATHS = "/api/v1/admin/**";
  static final String SUPERUSER = "superuser";

  private final OpenClient client;
  private volatile UserDetails superuser;
  private volatile boolean restartsItself;
  private volatile Map<String, String> saved = Map.of();

  AdminApi(OpenClient client) {
    this.client = client;
  }

  /** Forgets what was saved; from now on only this person may save. */
  void reset(String username, String password, boolean restartsItself) {
    this.restartsItself = restartsItself;
    saved = Map.of();
    superuser = User.withUsername(username).password("{noop}" + password).authorities(SUPERUSER).build();
  }

  @Override
  public Mono<UserDetails> findByUsername(String username) {
    UserDetails known = superuser;
    return known != null && known.getUsername().equals(username)
        ? Mono.fromSupplier(() -> User.withUserDetails(known).build())
        : Mono.empty();
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .PUT("/api/v1/admin/env", RequestPredicates.contentType(MediaType.APPLICATION_JSON), this::save)
        .POST("/api/v1/admin/restart", request -> !restartsItself, this::restart)
        .build();
  }

  /** The header is one that Appsmith wants to be there, without looking at what it says. */
  private Mono<ServerResponse> save(ServerRequest request) {
    if (request.headers().firstHeader(HttpHeaders.ORIGIN) == null)
      return Mono.error(new ResponseStatusException(HttpStatus.BAD_REQUEST, "There is no header Origin."));
    return request
        .bodyToMono(String.class)
        .publishOn(Schedulers.boundedElastic())
        .doOnNext(body -> attempt(() -> save(body)))
        .then(ServerResponse.ok().build());
  }

  private Map<String, String> save(String body) throws IOException, InterruptedException {
    saved = AdminSettings.saved(AdminSettings.request(body));
    if (restartsItself) client.open(saved);
    return saved;
  }

  private Mono<ServerResponse> restart(ServerRequest request) {
    return Mono.fromRunnable(() -> attempt(() -> client.open(saved)))
        .subscribeOn(Schedulers.boundedElastic())
        .then(ServerResponse.ok().build());
  }

  private interface Attempt<T> {
    T run() throws Exception;
  }

  private static <T> T attempt(Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (Exception refusal) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, Reasons.of(refusal), refusal);
    }
  }
}
