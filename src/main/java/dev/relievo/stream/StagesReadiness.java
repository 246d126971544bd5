package dev.relievo.stream;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the stages of this process are RUNNING, which says that their models are loaded and
 * their topics were there, and as long as none of them is stuck.
 */
@Readiness
@Singleton
public final class StagesReadiness implements HealthCheck {

  private volatile StageRunner runner;

  /** From now on the readiness is that of this runner. */
  public void of(StageRunner watched) {
    runner = watched;
  }

  @Override
  public HealthCheckResponse call() {
    StageRunner watched = runner;
    HealthCheckResponseBuilder response = HealthCheckResponse.named("stages");
    if (watched == null) {
      return response.down().withData("stages", "none started yet").build();
    }
    watched.states().forEach(response::withData);
    if (watched.failure() != null) {
      response.withData("failure", String.valueOf(watched.failure().getMessage()));
    }
    return response.status(watched.isReady()).build();
  }
}
