package dev.relievo.web;

import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.nn.Precision;
import dev.relievo.stage.Stages;
import dev.relievo.stage.displace.DisplaceOptions;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.stream.Chain;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The whole application with the viewer on: a broker, all stages, HTTP. Started once for all tests
 * of one profile. Relief is shown whole, so that there is some to look at.
 */
@Singleton
class ViewerServer {

  /** Listens on a free port. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.host-enabled", "true",
          "quarkus.http.limits.max-body-size", "17M",
          "relievo.web.patience", "90s");
    }
  }

  @Inject Viewer viewer;
  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;

  private final Stages stages =
      new Stages(
          Path.of("models"),
          FaceDetectorOptions.DEFAULT,
          new RegressOptions(RegressOptions.Method.NETWORK, false, true, "cpu"),
          256,
          new DisplaceOptions(
              DisplaceOptions.Method.NETWORK, Optional.of(1f), "cpu", Precision.AUTO));
  private EmbeddedBroker broker;
  private KafkaSettings settings;
  private StageRunner runner;
  private Viewer.Opened opened;

  synchronized void start() throws InterruptedException {
    if (broker != null) {
      return;
    }
    broker = EmbeddedBroker.start();
    settings = KafkaSettings.of(config).at(broker.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.all(), 2, (short) 1);
    }
    runner = new StageRunner(config, settings, registry);
    open();
    runner.start(Chain.detect(), stages.detect());
    runner.start(Chain.regress(), stages.regress());
    runner.start(Chain.unwrap(), stages.unwrap());
    runner.start(Chain.displace(), stages.displace());
    runner.start(Chain.mesh(), stages.mesh());
    runner.awaitReady(Duration.ofMinutes(3));
  }

  /** Turns the viewer on, as after a restart. */
  void open() {
    opened = viewer.open(settings, runner, stages::model);
  }

  /** Turns it off, the stages run on. */
  void close() {
    opened.close();
  }

  void stop(@Observes ShutdownEvent event) {
    if (broker != null) {
      opened.close();
      runner.close();
      broker.close();
    }
  }

  /** One of the two photographs in the public domain. */
  static byte[] photo(String name) throws IOException {
    try (InputStream in = ViewerServer.class.getResourceAsStream("/photos/" + name)) {
      return in.readAllBytes();
    }
  }
}
