package dev.relievo.stream;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker as a company would run it: clients come by SASL/SCRAM-SHA-512 over TLS, the controller
 * by TLS with a certificate of its own, and nobody but the administrator may do what no access
 * control list allows.
 */
public final class SecuredBroker implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final String ITSELF = "broker";

  private final EmbeddedBroker broker;
  private final TestCertificate certificate;

  private SecuredBroker(EmbeddedBroker broker, TestCertificate certificate) {
    this.broker = broker;
    this.certificate = certificate;
  }

  /** Starts it, its keys in a folder of this run. */
  public static SecuredBroker start(Path folder) throws IOException, InterruptedException {
    TestCertificate certificate = TestCertificate.make(folder, "relievo-broker");
    List<String> users = List.of(scram(ADMIN), scram(ITSELF));
    return new SecuredBroker(EmbeddedBroker.start(settings(certificate), users), certificate);
  }

  private static Map<String, String> settings(TestCertificate certificate) {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,NODE:SSL");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
    settings.put(
        "listener.name.clients.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(ITSELF, password(ITSELF)));
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", certificate.keys().toString());
    settings.put("ssl.keystore.password", TestCertificate.PASSWORD);
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", certificate.certificate().toString());
    settings.put("listener.name.node.ssl.client.auth", "required");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:admin;User:broker;User:CN=relievo-broker");
    return settings;
  }

  private static String scram(String user) {
    return "SCRAM-SHA-512=[name=" + user + ",password=" + password(user) + "]";
  }

  /**
   * Of a user; characters that a login module's configuration could stumble over are among them.
   */
  public static String password(String user) {
    return user.equals(ADMIN) || user.equals(ITSELF) ? "secret-of-" + user : "s\\\"cr;t of " + user;
  }

  /** Where clients come in. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Adds users with their {@link #password}; returns when they can come in. */
  public void add(List<String> users) throws ExecutionException, InterruptedException {
    List<UserScramCredentialAlteration> alterations =
        users.stream().<UserScramCredentialAlteration>map(SecuredBroker::upsertion).toList();
    try (Admin admin = Admin.create(settings(ADMIN).admin())) {
      admin.alterUserScramCredentials(alterations).all().get();
      // The controller has them at once, the broker a moment later.
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> admin.describeUserScramCredentials().users().get().containsAll(users));
    }
  }

  private static UserScramCredentialUpsertion upsertion(String user) {
    ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    return new UserScramCredentialUpsertion(user, info, password(user));
  }

  /** The administrator's settings, to make topics and rights by. */
  KafkaSettings asAdmin() {
    return settings(ADMIN);
  }

  /** A user's settings. */
  KafkaSettings settings(String user) {
    return KafkaSettings.of(config(user, Map.of()));
  }

  /** A user's options. */
  RelievoConfig config(String user, Map<String, String> others) {
    return config(user, password(user), certificate, others);
  }

  /** Options of whoever comes with this password and trusts this certificate. */
  public RelievoConfig config(
      String user, String password, TestCertificate trusted, Map<String, String> others) {
    Map<String, String> options = new HashMap<>(others);
    options.put("relievo.kafka.bootstrap-servers", bootstrapServers());
    options.put("relievo.kafka.security.username", user);
    options.put("relievo.kafka.security.password", password);
    options.put("relievo.kafka.security.trust-certificates", trusted.certificate().toString());
    return TestConfig.with(options);
  }

  /** The broker's. */
  public TestCertificate certificate() {
    return certificate;
  }

  @Override
  public void close() {
    broker.close();
  }
}
