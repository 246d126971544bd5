package dev.relievo.stream;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The options with their defaults, and some changed, without Quarkus. */
public final class TestConfig {

  private TestConfig() {}

  /** The defaults with these options in their places. */
  public static RelievoConfig with(Map<String, String> options) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(RelievoConfig.class)
        .withSources(new PropertiesConfigSource(options, "test", 500))
        .build()
        .getConfigMapping(RelievoConfig.class);
  }
}
