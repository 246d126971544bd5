package dev.relievo.deploy;

import dev.relievo.stream.RelievoConfig;
import io.smallrye.config.ConfigMappings;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Variables of the environment that set options. */
final class Options {

  private Options() {}

  /** Those of {@link RelievoConfig}, such as {@code RELIEVO_STAGE_THREADS}. */
  static Set<String> variables() {
    return ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(RelievoConfig.class))
        .keySet()
        .stream()
        .map(name -> name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
