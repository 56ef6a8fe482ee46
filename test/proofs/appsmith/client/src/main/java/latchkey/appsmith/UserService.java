package latchkey.appsmith;

import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.ReactiveOAuth2UserService;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import reactor.core.publisher.Mono;

/**
 * Who has signed in, as Spring Security tells. By itself it asks the user-info endpoint only if the token endpoint has
 * named scopes, which Cognito's never does; a product may have it ask all the same.
 */
final class UserService implements ReactiveOAuth2UserService<OidcUserRequest, OidcUser> {
  private final OidcReactiveOAuth2UserService byItself = new OidcReactiveOAuth2UserService();
  private final OidcReactiveOAuth2UserService asking = new OidcReactiveOAuth2UserService();
  private volatile boolean asks;

  UserService() {
    asking.setRetrieveUserInfo(request -> true);
  }

  /** Whether from now on the endpoint is asked in any case. */
  void ask(boolean always) {
    asks = always;
  }

  @Override
  public Mono<OidcUser> loadUser(OidcUserRequest request) {
    return (asks ? asking : byItself).loadUser(request);
  }
}
