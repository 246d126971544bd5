package dev.relievo.stream;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when every stage that this process is to run is RUNNING, which says that its models are
 * loaded, with their SHA-256 as in the manifest, and that its topics were there. A stage that is
 * still to come is LOADING; a stage that is stuck ends the readiness of all.
 */
@Readiness
@Singleton
public final class StagesReadiness implements HealthCheck {

  private static final String LOADING = "LOADING";

  private record Watched(StageRunner runner, List<String> stages) {}

  private volatile Watched watched;

  /** From now on the readiness is that of this runner, once it runs these stages. */
  public void of(StageRunner runner, List<String> stages) {
    watched = new Watched(runner, List.copyOf(stages));
  }

  @Override
  public HealthCheckResponse call() {
    Watched now = watched;
    HealthCheckResponseBuilder response = HealthCheckResponse.named("stages");
    if (now == null) {
      return response.down().withData("stages", "none started yet").build();
    }
    Map<String, String> states = now.runner().states();
    now.stages().forEach(stage -> response.withData(stage, states.getOrDefault(stage, LOADING)));
    boolean started = states.keySet().containsAll(now.stages());
    Throwable failure = now.runner().failure();
    if (failure != null) {
      response.withData("failure", String.valueOf(failure.getMessage()));
    }
    return response.status(started && now.runner().isReady()).build();
  }
}
