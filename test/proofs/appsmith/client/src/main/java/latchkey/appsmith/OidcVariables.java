package latchkey.appsmith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientProperties;
import org.springframework.boot.autoconfigure.security.oauth2.client.OAuth2ClientPropertiesMapper;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.io.support.ResourcePropertySource;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * The environment variables by which Appsmith is told of an OpenID provider, and the client that Spring Boot makes of
 * them.
 */
final class OidcVariables {
  static final String PREFIX = "APPSMITH_OAUTH2_OIDC_";
  static final String REGISTRATION_ID = "oidc";

  private static final String SIGNING_ALGORITHM = PREFIX + "SIGNING_ALGO";
  private static final String AUDIENCE = PREFIX + "AUDIENCE";

  /** What the settings page can save about the provider. */
  static final Set<String> NAMES =
      Set.of(
          PREFIX + "CLIENT_ID",
          PREFIX + "CLIENT_SECRET",
          PREFIX + "AUTHORIZATION_URI",
          PREFIX + "TOKEN_URI",
          PREFIX + "USER_INFO",
          PREFIX + "JWK_SET_URI",
          PREFIX + "SCOPE",
          PREFIX + "USERNAME_ATTRIBUTE",
          SIGNING_ALGORITHM,
          AUDIENCE);

  /** Spring Boot's own takes a placeholder that stands for nothing as it is written. */
  private static final PropertyPlaceholderHelper STRICT = new PropertyPlaceholderHelper("${", "}", ":", '\\', false);

  private OidcVariables() {}

  /**
   * Binds the variables as Spring Boot binds its properties. Throws, naming the variable, when one that is needed is
   * missing.
   */
  static ClientRegistration registration(Map<String, String> variables) {
    requireNoAudience(variables);
    OAuth2ClientProperties properties =
        new Binder(ConfigurationPropertySources.from(mapping()), text -> resolved(text, variables))
            .bind("spring.security.oauth2.client", Bindable.of(OAuth2ClientProperties.class))
            .get();
    properties.validate();
    return new OAuth2ClientPropertiesMapper(properties).asClientRegistrations().get(REGISTRATION_ID);
  }

  /** RS256 unless said otherwise. Throws for a name that is no algorithm. */
  static SignatureAlgorithm signatureAlgorithm(Map<String, String> variables) {
    String name = variables.getOrDefault(SIGNING_ALGORITHM, SignatureAlgorithm.RS256.getName());
    SignatureAlgorithm algorithm = SignatureAlgorithm.from(name);
    if (algorithm == null) throw new IllegalArgumentException(SIGNING_ALGORITHM + ": " + name + " is no algorithm.");
    return algorithm;
  }

  /** Cognito knows no such parameter, and what Appsmith would do with the answer cannot be seen from outside. */
  private static void requireNoAudience(Map<String, String> variables) {
    if (!variables.getOrDefault(AUDIENCE, "").isEmpty())
      throw new IllegalArgumentException(AUDIENCE + " has to stay empty.");
  }

  private static Object resolved(Object value, Map<String, String> variables) {
    return value instanceof String text ? STRICT.replacePlaceholders(text, variables::get) : value;
  }

  private static ResourcePropertySource mapping() {
    try {
      return new ResourcePropertySource("classpath:oidc.properties");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
