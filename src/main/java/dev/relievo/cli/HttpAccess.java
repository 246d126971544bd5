package dev.relievo.cli;

import dev.relievo.stream.RelievoConfig;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Every path but health's is for the configured user, where there is one. Health says whether
 * stages run and no more, and those who ask for it, such as Kubernetes, have no password.
 */
@Singleton
final class HttpAccess implements HttpSecurityPolicy {

  private static final String HEALTH = "/health";

  @Inject RelievoConfig config;
  private HttpUser user;

  /** Who is let in; the password is read once. */
  synchronized HttpUser user() {
    if (user == null) {
      user = HttpUser.of(config.http());
    }
    return user;
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    if (!user().isRequired() || isHealth(request.normalizedPath())) {
      return CheckResult.permit();
    }
    return identity.map(who -> who.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
  }

  private static boolean isHealth(String path) {
    return path.equals(HEALTH) || path.startsWith(HEALTH + "/");
  }
}
