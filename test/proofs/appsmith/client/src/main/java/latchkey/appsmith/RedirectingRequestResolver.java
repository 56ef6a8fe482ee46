package latchkey.appsmith;

import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Spring Security's authorization request, with the address to return to in {@code state}. */
final class RedirectingRequestResolver implements ServerOAuth2AuthorizationRequestResolver {
  static final String REDIRECT_URL_PARAMETER = "redirectUrl";

  private final ServerOAuth2AuthorizationRequestResolver resolver;

  RedirectingRequestResolver(ReactiveClientRegistrationRepository clients) {
    resolver = new DefaultServerOAuth2AuthorizationRequestResolver(clients);
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange) {
    return resolver.resolve(exchange).map(request -> returning(request, exchange));
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange, String clientRegistrationId) {
    return resolver.resolve(exchange, clientRegistrationId).map(request -> returning(request, exchange));
  }

  private static OAuth2AuthorizationRequest returning(OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
    String asked = exchange.getRequest().getQueryParams().getFirst(REDIRECT_URL_PARAMETER);
    String state = RedirectState.of(request.getState(), RedirectState.requested(asked));
    return OAuth2AuthorizationRequest.from(request).state(state).build();
  }
}
