package latchkey.appsmith;

import java.net.URI;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.server.DefaultServerRedirectStrategy;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sends somebody who has signed in to the address that came back in {@code state}. */
final class ReturnHandler implements ServerAuthenticationSuccessHandler {
  private final DefaultServerRedirectStrategy redirects = new DefaultServerRedirectStrategy();

  @Override
  public Mono<Void> onAuthenticationSuccess(WebFilterExchange filterExchange, Authentication authentication) {
    ServerWebExchange exchange = filterExchange.getExchange();
    String state = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
    return redirects.sendRedirect(exchange, URI.create(RedirectState.redirectUrl(state)));
  }
}
