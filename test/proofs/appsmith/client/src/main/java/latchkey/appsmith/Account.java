package latchkey.appsmith;

import java.util.Map;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * What Appsmith makes of somebody who has signed in.
 *
 * @param subject what tells accounts apart: the e-mail address, or where there is none the name of the principal
 * @param name the display name, from the user-info endpoint
 * @param principal the claim that the configuration names as username attribute
 * @param userInfo whether the user-info endpoint was asked
 * @param claims of the ID token and of the user-info endpoint
 */
record Account(
    String subject, String email, String name, String principal, boolean userInfo, Map<String, Object> claims) {
  static Account of(OAuth2AuthenticationToken token) {
    // Without the scope openid there is no ID token, and Spring Security makes another kind of user.
    if (!(token.getPrincipal() instanceof OidcUser user))
      throw new IllegalStateException("The sign-in was OAuth 2.0 without OpenID Connect.");
    boolean asked = user.getUserInfo() != null;
    String subject = user.getEmail() == null || user.getEmail().isEmpty() ? user.getName() : user.getEmail();
    String name = asked ? user.getUserInfo().getFullName() : user.getName();
    return new Account(subject, user.getEmail(), name, user.getName(), asked, user.getClaims());
  }
}
