package dev.relievo.web;

import dev.relievo.stream.RelievoConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps other sites' pages away from the viewer of the person who looks at them: a page of another
 * origin may not ask or connect, and no foreign name may stand for this machine's address (DNS
 * rebinding).
 */
@Singleton
final class HostGuard {

  private static final String GUARDED = "/api";
  private static final int FIRST = 500;
  private static final int FORBIDDEN = 403;

  /** Addresses as numbers; names cannot be made to look like these. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+]|[0-9a-fA-F]*:[0-9a-fA-F:.]+");

  private final Set<String> hosts;

  @Inject
  HostGuard(RelievoConfig config) {
    hosts = config.web().hosts().orElse(Set.of());
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext context) {
    if (!context.normalizedPath().startsWith(GUARDED)) {
      context.next();
      return;
    }
    String refusal = refusal(context.request().authority(), context.request().getHeader("Origin"));
    if (refusal == null) {
      context.next();
    } else {
      context.response().setStatusCode(FORBIDDEN).putHeader("Content-Type", "text/plain");
      context.response().end(refusal + "\n");
    }
  }

  /** Why a request is refused; null where it is not. */
  String refusal(HostAndPort host, String origin) {
    if (host == null || !isOurs(host.host())) {
      return "this name is not known to the viewer; allow it by relievo.web.hosts";
    }
    if (origin != null && !isSame(host, origin)) {
      return "pages of other origins may not use the viewer";
    }
    return null;
  }

  private boolean isOurs(String host) {
    return host.equals("localhost") || ADDRESS.matcher(host).matches() || hosts.contains(host);
  }

  private static boolean isSame(HostAndPort host, String origin) {
    try {
      URI uri = new URI(origin);
      int standard = "https".equals(uri.getScheme()) ? 443 : 80;
      int originPort = uri.getPort() < 0 ? standard : uri.getPort();
      int hostPort = host.port() < 0 ? standard : host.port();
      return bare(host.host()).equals(bare(String.valueOf(uri.getHost())))
          && originPort == hostPort;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }

  private static String bare(String host) {
    return host.replaceAll("[\\[\\]]", "");
  }
}
