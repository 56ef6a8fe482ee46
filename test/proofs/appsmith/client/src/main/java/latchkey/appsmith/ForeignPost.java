package latchkey.appsmith;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The requests that need a token against forged requests: each POST without the header of Appsmith's own pages. */
final class ForeignPost implements ServerWebExchangeMatcher {
  @Override
  public Mono<MatchResult> matches(ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    boolean own = "Appsmith".equals(request.getHeaders().getFirst("X-Requested-By"));
    return HttpMethod.POST.equals(request.getMethod()) && !own ? MatchResult.match() : MatchResult.notMatch();
  }
}
