package dev.relievo.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/**
 * The client settings of {@link RelievoConfig.Security}: SASL/SCRAM-SHA-512 over TLS where there is
 * a user, TLS alone where there are certificates to trust, else none. Secrets are of Kafka's type
 * {@link Password}, which prints as {@code [hidden]}.
 */
final class ClientSecurity {

  private static final String OPTIONS = "relievo.kafka.security.";

  private ClientSecurity() {}

  /**
   * The settings.
   *
   * @throws SettingsException where options contradict each other, or a file cannot be read
   */
  static Map<String, Object> settings(RelievoConfig.Security options) {
    Map<String, Object> settings = new HashMap<>();
    options.trustCertificates().ifPresent(file -> trust(file, settings));
    Optional<String> password = Secrets.of(OPTIONS, options.password(), options.passwordFile());
    if (options.username().isPresent() != password.isPresent()) {
      throw new SettingsException(
          OPTIONS + "username and its password (or password-file) come together; one is missing");
    }
    options.username().ifPresent(user -> authenticate(user, password.orElseThrow(), settings));
    return settings;
  }

  private static void trust(Path file, Map<String, Object> settings) {
    if (!Files.isReadable(file)) {
      throw new SettingsException(OPTIONS + "trust-certificates: cannot read the file " + file);
    }
    settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SSL");
    settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
    settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toAbsolutePath().toString());
  }

  private static void authenticate(String user, String password, Map<String, Object> settings) {
    settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL");
    settings.put(SaslConfigs.SASL_MECHANISM, "SCRAM-SHA-512");
    settings.put(
        SaslConfigs.SASL_JAAS_CONFIG,
        new Password(
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=%s password=%s;"
                .formatted(quoted(user, "username"), quoted(password, "password"))));
  }

  /** As the configuration of a login module has it; a quote must not end the value early. */
  private static String quoted(String value, String option) {
    if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
      throw new SettingsException(OPTIONS + option + " is empty or holds control characters");
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
