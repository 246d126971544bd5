package dev.relievo.cli;

import dev.relievo.stage.Stages;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import dev.relievo.web.Viewer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Turns the viewer on for as long as a command runs. */
@Singleton
final class ViewerSwitch {

  private final Viewer viewer;
  private final RelievoConfig config;
  private final String host;
  private final int port;

  @Inject
  ViewerSwitch(
      Viewer viewer,
      RelievoConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.viewer = viewer;
    this.config = config;
    this.host = host;
    this.port = port;
  }

  /** Warns where others than this machine may look, and nobody chose that. */
  void warnIfOpen() {
    HttpUser.warnIfOpen(config.http(), host);
  }

  /** The viewer, or none, until closed. */
  record On(Viewer.Opened opened, String where) implements AutoCloseable {

    @Override
    public void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  /**
   * Turns it on, where it is wanted.
   *
   * @param runner null where this process runs no stages
   */
  On turn(boolean wanted, KafkaSettings settings, StageRunner runner, Stages stages) {
    if (!wanted) {
      return new On(null, "");
    }
    return new On(
        viewer.open(settings, runner, stages::model),
        "%nopen http://localhost:%d in a browser".formatted(port));
  }
}
