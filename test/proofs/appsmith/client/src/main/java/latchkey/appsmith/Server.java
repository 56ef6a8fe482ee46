package latchkey.appsmith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.OAuth2LoginSpec;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationSuccessHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The part of Appsmith's server that signs people in: Spring Security's logins for WebFlux, whole and unchanged, with
 * what Appsmith adds to them. The address to return to stands in {@code state}, an account is known by its e-mail
 * address, and requests of Appsmith's own pages need no token against forged requests.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebFluxSecurity
class Server {
  private static final String LOGIN_PATH = "/api/v1/login";

  @Bean
  OpenClient openClient() {
    return new OpenClient();
  }

  @Bean
  UserService userService() {
    return new UserService();
  }

  @Bean
  AdminApi adminApi(OpenClient client) {
    return new AdminApi(client);
  }

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http, OpenClient client) {
    return http.authorizeExchange(
            exchanges ->
                exchanges
                    .pathMatchers(AdminApi.PATHS)
                    .hasAuthority(AdminApi.SUPERUSER)
                    .anyExchange()
                    .authenticated())
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(new ForeignPost()))
        .formLogin(Server::withPassword)
        .oauth2Login(login -> withOpenIdConnect(login, client))
        // Otherwise everybody who is not signed in is sent to sign in, which would hide that a sign-in did not last.
        .exceptionHandling(
            handling -> handling.authenticationEntryPoint(new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED)))
        .build();
  }

  private static void withPassword(FormLoginSpec login) {
    login
        .loginPage(LOGIN_PATH)
        .requiresAuthenticationMatcher(ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, LOGIN_PATH))
        .authenticationSuccessHandler(new RedirectServerAuthenticationSuccessHandler("/applications"))
        .authenticationFailureHandler(new RedirectServerAuthenticationFailureHandler("/user/login?error=true"));
  }

  private static void withOpenIdConnect(OAuth2LoginSpec login, OpenClient client) {
    login
        .authorizationRequestResolver(new RedirectingRequestResolver(client))
        .authenticationSuccessHandler(new ReturnHandler())
        .authenticationFailureHandler(new RefusalHandler());
  }

  @Bean
  RouterFunction<ServerResponse> adminRoutes(AdminApi api) {
    return api.routes();
  }

  @Bean
  RouterFunction<ServerResponse> accountRoutes(OpenClient client, ServerOAuth2AuthorizedClientRepository clients) {
    return new AccountRoutes(client, clients).routes();
  }

  @Bean
  Requests requests(
      OpenClient client, AdminApi api, UserService users, ReactiveWebServerApplicationContext context) {
    return new Requests(client, api, users, () -> context.getWebServer().getPort());
  }
}
