package latchkey.appsmith;

import java.util.Map;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What the session of somebody who has signed in is good for: to say who it is, and to be renewed. */
final class AccountRoutes {
  static final String ME_PATH = "/api/v1/users/me";
  static final String RENEWAL_PATH = "/api/v1/users/me/renewal";

  private final WebClientReactiveRefreshTokenTokenResponseClient refreshing =
      new WebClientReactiveRefreshTokenTokenResponseClient();
  private final OpenClient client;
  private final ServerOAuth2AuthorizedClientRepository clients;

  AccountRoutes(OpenClient client, ServerOAuth2AuthorizedClientRepository clients) {
    this.client = client;
    this.clients = clients;
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route().GET(ME_PATH, this::me).GET(RENEWAL_PATH, this::renewed).build();
  }

  private Mono<ServerResponse> me(ServerRequest request) {
    return token(request).map(Account::of).flatMap(account -> ServerResponse.ok().bodyValue(account));
  }

  /**
   * As Appsmith does shortly before the access token expires: new tokens for the same scopes, and the claims of the new
   * ID token.
   */
  private Mono<ServerResponse> renewed(ServerRequest request) {
    return token(request)
        .flatMap(token -> authorizedClient(token, request))
        .flatMap(this::renewedClaims)
        .flatMap(claims -> ServerResponse.ok().bodyValue(Map.of("claims", claims)));
  }

  private Mono<OAuth2AuthorizedClient> authorizedClient(OAuth2AuthenticationToken token, ServerRequest request) {
    return clients.loadAuthorizedClient(OidcVariables.REGISTRATION_ID, token, request.exchange());
  }

  private Mono<Map<String, Object>> renewedClaims(OAuth2AuthorizedClient authorized) {
    ClientRegistration registration = authorized.getClientRegistration();
    OAuth2AccessToken accessToken = authorized.getAccessToken();
    return refreshing
        .getTokenResponse(
            new OAuth2RefreshTokenGrantRequest(
                registration, accessToken, authorized.getRefreshToken(), accessToken.getScopes()))
        .map(tokens -> String.valueOf(tokens.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN)))
        .flatMap(client.createDecoder(registration)::decode)
        .map(Jwt::getClaims);
  }

  private static Mono<OAuth2AuthenticationToken> token(ServerRequest request) {
    return request.principal().cast(OAuth2AuthenticationToken.class);
  }
}
