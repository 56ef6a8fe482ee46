package latchkey.appsmith;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;

/** Why something failed, in one line: what an exception says and what its causes say. */
final class Reasons {
  private Reasons() {}

  static String of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(Reasons::own)
        .distinct()
        .collect(Collectors.joining(" < "));
  }

  /** OAuth 2.0's exceptions say their code only in the error that they carry. */
  private static String own(Throwable failure) {
    if (failure instanceof OAuth2AuthenticationException refusal) return refusal.getError().toString();
    if (failure instanceof OAuth2AuthorizationException refusal) return refusal.getError().toString();
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
