package latchkey.appsmith;

import java.util.Map;
import org.springframework.security.oauth2.client.oidc.authentication.ReactiveOidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoderFactory;
import reactor.core.publisher.Mono;

/**
 * The client of the configuration that was opened last. Another configuration replaces it whole, with the keys it has
 * fetched.
 */
final class OpenClient implements ReactiveClientRegistrationRepository, ReactiveJwtDecoderFactory<ClientRegistration> {
  private record Opened(ClientRegistration registration, ReactiveOidcIdTokenDecoderFactory decoders) {}

  private volatile Opened opened;

  void close() {
    opened = null;
  }

  /**
   * Forgets the client before and answers the new one. Throws when the variables make none, which leaves no client at
   * all.
   */
  ClientRegistration open(Map<String, String> variables) {
    close();
    ReactiveOidcIdTokenDecoderFactory decoders = new ReactiveOidcIdTokenDecoderFactory();
    SignatureAlgorithm algorithm = OidcVariables.signatureAlgorithm(variables);
    decoders.setJwsAlgorithmResolver(registration -> algorithm);
    ClientRegistration registration = OidcVariables.registration(variables);
    opened = new Opened(registration, decoders);
    return registration;
  }

  @Override
  public Mono<ClientRegistration> findByRegistrationId(String registrationId) {
    Opened current = opened;
    return current != null && current.registration().getRegistrationId().equals(registrationId)
        ? Mono.just(current.registration())
        : Mono.empty();
  }

  @Override
  public ReactiveJwtDecoder createDecoder(ClientRegistration registration) {
    Opened current = opened;
    if (current == null) throw new IllegalStateException("No configuration is open.");
    return current.decoders().createDecoder(registration);
  }
}
